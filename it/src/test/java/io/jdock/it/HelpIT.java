package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpIT {
    @Test
    void listsTheGoals() throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello").run("jdock:help");

        assertThat(build.output()).contains("jdock:build", "jdock:doctor", "jdock:help");
        assertThat(build.status()).isZero();
    }

    @Test
    void describesParametersWithTheirUserProperties() throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello").run("jdock:help", "-Ddetail", "-Dgoal=doctor");

        assertThat(build.output()).contains("User property: jdock.doctor.format");
    }
}
