package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DoctorIT {
    @ParameterizedTest
    @EnumSource
    void showsATable(Caller caller) throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello").by(caller).run("-q", "jdock:doctor");

        assertThat(build.output()).contains("kernel  ", "user namespaces", "cgroups");
        assertThat(build.status()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void writesNothingButJsonForProgramsOnEachMaven(MavenVersion maven) throws Exception {
        FinishedBuild build =
                MavenBuild.ofExample("hello").with(maven).run("-q", "jdock:doctor", "-Djdock.doctor.format=json");

        assertThat(build.output().strip()).startsWith("[").endsWith("]").contains("\"name\" : \"kernel\"");
    }

    @Test
    void refusesAnUnknownForm() throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello").run("jdock:doctor", "-Djdock.doctor.format=xml");

        assertThat(build.output())
                .contains("Parameter 'doctor.format' (-Djdock.doctor.format): 'xml' is none of text, json");
        assertThat(build.status()).isNotZero();
    }
}
