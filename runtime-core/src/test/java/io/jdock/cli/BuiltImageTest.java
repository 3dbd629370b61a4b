package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cli.Podman.Result;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.NamedImage;
import io.jdock.image.jdk.JavaRuntime;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** An image of this machine's Java and a class alone, run by Podman with runtimes of others and with jdock, as root and without. */
@TestInstance(Lifecycle.PER_CLASS)
class BuiltImageTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final Path RUNC = Path.of("/usr/sbin/runc");
    private static final String IMAGE = "docker.io/library/greeting:1";

    private @Nullable Podman podman;

    /** The program of the image. */
    static final class Greeting {
        private Greeting() {}

        /** Prints what takes the C library's locale, the modules and the image's settings. */
        public static void main(String[] arguments) {
            byte[] name = ("Grüße, " + System.getenv("WHO") + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(name, 0, name.length);
            System.out.println(System.getProperty("sun.jnu.encoding") + " " + System.getProperty("user.home") + " "
                    + System.getProperty("user.dir") + " " + System.getProperty("java.home"));
        }
    }

    @BeforeAll
    void buildAndLoad(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(JDK.resolve("bin/jlink")), "this is no JDK with jlink");
        podman = Podman.withImage(directory);
        LocalStore store = LocalStore.open(directory.resolve("store"));
        Path archive = directory.resolve("greeting.tar");
        new ImageArchiveWriter(store)
                .writeDockerArchive(
                        archive,
                        List.of(new NamedImage(Optional.of(IMAGE), image(store, directory.resolve("work")))),
                        architecture());
        podman.command("load", "--input", archive.toString()).succeeded();
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static ContentDescriptor image(LocalStore store, Path work) throws Exception {
        LayerWriter layers = new LayerWriter(store);
        List<ImageDraft.Step> steps = new ArrayList<>(new JavaRuntime(JDK, layers, work).write(List.of("java.base")));
        String file = Greeting.class.getName().replace('.', '/') + ".class";
        try (InputStream own = Greeting.class.getClassLoader().getResourceAsStream(file)) {
            LayerContent content = LayerContent.of(Objects.requireNonNull(own).readAllBytes());
            steps.add(new ImageDraft.Step(
                    layers.write(List.of(LayerEntry.file("app/" + file, 0644, content))), "classes"));
        }
        ImageConfig config = ImageConfig.builder()
                .env(List.of("PATH=" + JavaRuntime.HOME + "/bin", "LANG=C.UTF-8", "WHO=Podman"))
                .entrypoint(List.of("java", "-cp", "/app", Greeting.class.getName()))
                .workingDir("/app")
                .build();
        Platform platform = new Platform(architecture(), "linux", null, List.of(), null);
        return new ImageWriter(store)
                .write(
                        new ImageDraft(Optional.empty(), platform, steps, config, Instant.EPOCH, Map.of()),
                        ImageForm.OCI);
    }

    @AfterAll
    void takeAllDown() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void jdockRunsIt() throws Exception {
        assertGreets(podman.runImage(IMAGE, List.of()));
    }

    @Test
    void runcRunsIt() throws Exception {
        assumeTrue(Files.isExecutable(RUNC), "runc is not installed");

        assertGreets(podman.runImage(IMAGE, List.of("--runtime", RUNC.toString())));
    }

    private static void assertGreets(Result result) {
        assertThat(result.succeeded().out()).isEqualTo("Grüße, Podman\nUTF-8 /root /app /opt/java\n");
    }
}
