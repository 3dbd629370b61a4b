package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mvn jdock:run} in an image that umoci made, with root and without. */
@ParameterizedClass
@EnumSource
class ImageIT {
    private static final Path UMOCI = Path.of("/usr/bin/umoci");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    @Parameter
    Caller caller;

    private Path layout;
    private MavenBuild build;

    /** An image of a shell alone. What is kept of it lies beside it, not among the images of whoever runs the tests. */
    @BeforeEach
    void makeImage() throws Exception {
        assumeTrue(Files.isExecutable(UMOCI), "umoci is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        caller.assumeAvailable();
        Path target = Path.of(System.getProperty("jdock.it.target"));
        Path directory = Files.createTempDirectory(Files.createDirectories(target.resolve("builds")), "image-");
        layout = directory.resolve("layout");
        String image = layout + ":v1";
        Path bundle = directory.resolve("bundle");
        umoci("init", "--layout", layout.toString());
        umoci("new", "--image", image);
        umoci("unpack", "--rootless", "--image", image, bundle.toString());
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("sh"));
        umoci("repack", "--image", image, bundle.toString());
        umoci("config", "--image", image, "--config.env", "MADE_BY=umoci", "--config.workingdir", "/bin");
        umoci("config", "--image", image, "--config.entrypoint", "sh", "--config.entrypoint", "-c");
        umoci("config", "--image", image, "--config.cmd", "echo made by $MADE_BY in $PWD: *");
        Path data = Files.createDirectory(directory.resolve("data"));
        own(data);
        build = MavenBuild.of("probe").by(caller).with("XDG_DATA_HOME", data.toString());
    }

    private void own(Path data) throws IOException, InterruptedException {
        caller.own(data);
        run("chmod", "-R", "a+rX", data.getParent().toString());
    }

    private static void umoci(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = UMOCI.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        run(command);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void theProgramOfTheImageRunsAsTheImageSays() throws Exception {
        FinishedBuild finished = build.run("jdock:run", "-Djdock.image=oci:" + layout, "-Djdock.imageCommand");

        assertThat(finished.output()).contains("made by umoci in /bin: sh\n");
        assertThat(finished.status()).isZero();
    }

    @Test
    void argumentsTakeThePlaceOfItsOwn() throws Exception {
        FinishedBuild finished = build.run(
                "jdock:run",
                "-Djdock.image=oci:" + layout + ":v1",
                "-Djdock.imageCommand",
                "-Djdock.arguments='echo > /bin/mine; echo now: *'");

        assertThat(finished.output()).contains("now: mine sh\n");
        assertThat(finished.status()).isZero();

        FinishedBuild again = build.run("jdock:run", "-Djdock.image=oci:" + layout, "-Djdock.imageCommand");
        assertThat(again.output()).contains("in /bin: sh\n");
    }

    @Test
    void anImageThatIsNotThereIsNamed() throws Exception {
        FinishedBuild finished = build.run("jdock:run", "-Djdock.image=oci:nonsuch", "-Djdock.imageCommand");

        assertThat(finished.output()).contains("nonsuch", "BUILD FAILURE");
        assertThat(finished.status()).isNotZero();
    }
}
