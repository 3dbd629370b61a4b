package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real web application and a real database, each in a container while the integration tests run: Spring Boot, and PostgreSQL in an
 * image that is made of Debian's packages and a Dockerfile, with root and without.
 */
class SpringPostgresIT {
    @ParameterizedTest
    @EnumSource
    void anApplicationIsTestedWithItsDatabase(Caller caller) throws Exception {
        Path debian = Path.of(System.getProperty("jdock.test.debian", "/nonexistent"));
        assumeTrue(Files.isReadable(debian), "there is no Debian with PostgreSQL, which bin/test makes by mmdebstrap");
        MavenBuild project = MavenBuild.ofExample("spring-postgres").by(caller).copiedOnce();
        Tree.link(debian, project.source().resolve("database/debian.tar.gz"), caller);
        Path data = Files.createTempDirectory(project.source().getParent(), "data-");
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        caller.own(data);

        FinishedBuild build = project.with("XDG_DATA_HOME", data.toString()).run("verify");

        assertThat(build.status()).as(build.output()).isZero();
        assertThat(build.output())
                .containsSubsequence(
                        "RUN initdb",
                        "database system is ready to accept connections",
                        "Started VisitsApplication",
                        "Started database",
                        "Started web",
                        "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0",
                        "Stopped web",
                        "Stopped database, exit status 0");
    }
}
