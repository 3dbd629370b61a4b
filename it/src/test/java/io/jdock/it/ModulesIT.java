package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What else a test JVM in a container may be told: a module path, TestNG instead of JUnit, and an agent. */
class ModulesIT {
    @Test
    void aModuleIsTestedByTestNgAndMeasuredByJaCoCo() throws Exception {
        FinishedBuild build = MavenBuild.of("modules").by(Caller.ORDINARY_USER).run("test", "jacoco:report");

        assertThat(build.output()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.directory().resolve("target/site/jacoco/jacoco.csv"))
                .content()
                .contains("modules,modules,Sum,0,4,");
        assertThat(build.status()).as(build.output()).isZero();
    }
}
