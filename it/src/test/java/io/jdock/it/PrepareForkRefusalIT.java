package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code jdock:prepare-fork} cannot give, it refuses, instead of running tests without it. */
class PrepareForkRefusalIT {
    @Test
    void aLimitThatCannotBeKeptIsRefused() throws Exception {
        FinishedBuild build = MavenBuild.of("forks").run("test", "-Dtest=FailingTest", "-Djdock.memory=256m");

        assertThat(build.output()).contains("Parameter 'memory' (-Djdock.memory): a test JVM's container has no");
        assertThat(build.status()).isNotZero();
    }

    @Test
    void aDebuggerThatCouldNotConnectIsRefused() throws Exception {
        FinishedBuild build = MavenBuild.of("forks").run("test", "-Dtest=FailingTest", "-Dmaven.surefire.debug");

        assertThat(build.output()).contains("no debugger can reach a test JVM without a network");
        assertThat(build.status()).isNotZero();
    }
}
