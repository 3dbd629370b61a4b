package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainIT {
    @ParameterizedTest
    @EnumSource
    void showsTheSystemCallsOfTheContainerThatRunWouldStart(Caller caller) throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello")
                .by(caller)
                .run("-q", "compile", "jdock:explain", "-Djdock.hostname=shop", "-Djdock.tmpfs=/scratch");

        assertThat(build.output())
                .contains("Namespaces", "File system", "Rights", "pivot_root(", "sethostname(\"shop\"", "/scratch")
                .doesNotContain("Hello from inside");
        assertThat(build.status()).isZero();
    }

    @Test
    void writesNothingButJsonForPrograms() throws Exception {
        FinishedBuild build =
                MavenBuild.ofExample("hello").run("-q", "compile", "jdock:explain", "-Djdock.explain.format=json");

        assertThat(build.output().strip()).startsWith("[").endsWith("]").contains("\"index\" : 0", "\"calls\" : [");
    }
}
