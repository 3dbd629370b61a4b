package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code jdock:prepare-fork} cannot give, it refuses, instead of running tests without it. */
class PrepareForkRefusalIT {
    @Test
    void aDebuggerThatCouldNotBeReachedIsRefused() throws Exception {
        FinishedBuild build = MavenBuild.of("forks")
                .run(
                        "test",
                        "-Dtest=FailingTest",
                        "-Dmaven.surefire.debug=-agentlib:jdwp=transport=dt_socket,server=n,address=localhost:5005");

        assertThat(build.output()).contains("Parameter 'network' (-Djdock.network): a test JVM reaches a debugger");
        assertThat(build.status()).isNotZero();
    }
}
