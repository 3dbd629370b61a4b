package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Which JDK is in the container. */
class ToolchainIT {
    /** As maven-toolchains-plugin chooses it, for a JDK that does not run Maven. */
    @Test
    void theTestJvmIsTheToolchains() throws Exception {
        Path home = Jdk.JAVA_25.assumeAvailable();

        FinishedBuild build = MavenBuild.of("toolchain")
                .by(Caller.ORDINARY_USER)
                .with("OTHER_JDK", home.toString())
                .run("test", "--toolchains", "toolchains.xml");

        assertThat(build.output()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.directory().resolve("target/home")).hasContent(home + " as process 2");
        assertThat(build.status()).isZero();
    }
}
