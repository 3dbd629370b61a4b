package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mvn jdock:run} on each Maven and each JDK. */
class VersionsIT {
    @ParameterizedTest
    @EnumSource
    void runsOnEachMaven(MavenVersion maven) throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello")
                .with(maven)
                .start("compile", "jdock:run")
                .await();

        assertThat(build.output()).contains("Hello from inside!");
        assertThat(build.status()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void runsOnEachJdkAndTheApplicationWithIt(Jdk jdk) throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello")
                .with(jdk)
                .start("compile", "jdock:run")
                .await();

        assertThat(build.output()).containsPattern("java +[0-9].* in " + jdk.assumeAvailable() + "\n");
        assertThat(build.status()).isZero();
    }
}
