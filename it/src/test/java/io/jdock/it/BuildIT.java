package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mvn jdock:build} of an image that has nothing but Java and the application, and of a Dockerfile, with root and without. */
@ParameterizedClass
@EnumSource
class BuildIT {
    private static final Pattern DIGEST = Pattern.compile("Image hello:1\\.0: (sha256:[0-9a-f]{64})\n");

    @Parameter
    Caller caller;

    private MavenBuild project;

    /** What is kept of images lies beside the project, not among those of whoever runs the tests. */
    @BeforeEach
    void copyProject() throws Exception {
        caller.assumeAvailable();
        Path builds = Files.createDirectories(Path.of(System.getProperty("jdock.it.target"), "builds"));
        Path data = Files.createTempDirectory(builds, "data-");
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        caller.own(data);
        project = MavenBuild.ofExample("hello").by(caller).with("XDG_DATA_HOME", data.toString());
    }

    @Test
    void theSameProjectInTwoDirectoriesIsTheSameImageWhichRuns() throws Exception {
        MavenBuild copy = project.copiedOnce();
        FinishedBuild first =
                copy.run("compile", "jdock:build", "-Djdock.targets=oci:target/image", "-Djdock.modules=auto");
        assertThat(first.status()).as(first.output()).isZero();
        FinishedBuild second = project.run("compile", "jdock:build", "-Djdock.modules=auto");
        assertThat(digest(second)).isEqualTo(digest(first));

        FinishedBuild ran = copy.run("jdock:run", "-Djdock.image=oci:target/image", "-Djdock.imageCommand");
        assertThat(ran.output()).contains("Hello from inside!");
        assertThat(ran.status()).as(ran.output()).isZero();
    }

    @Test
    void aDockerfileIsBuiltAndItsCommandsAreExecuted() throws Exception {
        Path busybox = Path.of("/usr/bin/busybox");
        assumeTrue(Files.isExecutable(busybox), "busybox-static is not installed");
        MavenBuild copy = project.copiedOnce();
        Path context = Files.createDirectory(copy.source().resolve("docker"));
        Files.copy(busybox, context.resolve("busybox"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY --chmod=755 busybox /bin/sh
                ARG WHO
                RUN echo "built for $WHO" >/built && echo "the command runs"
                CMD read line </built; echo "$line"
                """);

        FinishedBuild build = copy.run(
                "jdock:build",
                "jdock:run",
                "-Djdock.contextDirectory=docker",
                "-Djdock.buildArgs.WHO=everybody",
                "-Djdock.targets=oci:target/image",
                "-Djdock.image=oci:target/image",
                "-Djdock.imageCommand");

        assertThat(build.output()).contains("[4/5] RUN echo", "the command runs", "built for everybody");
        assertThat(build.status()).as(build.output()).isZero();
    }

    private static String digest(FinishedBuild build) {
        Matcher digest = DIGEST.matcher(build.output());
        assertThat(digest.find()).as(build.output()).isTrue();
        return digest.group(1);
    }
}
