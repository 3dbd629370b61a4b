package io.jdock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.ImageProvider;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.image.ArchiveLayers;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.ImageConfig;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of images, here of one with nothing but BusyBox. */
class ImageServiceTest {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final String NAME = "example.org/greeter:1";

    @TempDir
    Path directory;

    private final Jdock jdock = Jdock.open();
    private ImageProvider images;

    @BeforeEach
    void makeImage() throws Exception {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        LocalStore store = LocalStore.open(directory.resolve("store"));
        ImageConfig config = ImageConfig.builder()
                .entrypoint(List.of("/usr/bin/busybox", "sh", "-c", "echo $GREETING $0"))
                .cmd(List.of("everybody"))
                .env(List.of("GREETING=hello"))
                .healthcheck(new Healthcheck(List.of("CMD", "/usr/bin/busybox", "true"), 0, 0, 0, 0, 0))
                .build();
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(new ImageDraft.Step(new ArchiveLayers(store).take(archive()), "test")),
                config,
                Instant.EPOCH,
                Map.of());
        store.tag(NAME, new ImageWriter(store).write(draft, ImageForm.OCI));
        images = new ImageProvider(jdock.host(), store, RegistrySettings.usual(), CredentialSource.firstOf(List.of()));
    }

    private Path archive() throws IOException, InterruptedException {
        Path archive = directory.resolve("root.tar");
        int status = new ProcessBuilder("tar", "-C", "/", "-cf", archive.toString(), "usr/bin/busybox")
                .redirectOutput(new File("/dev/null"))
                .start()
                .waitFor();
        assertThat(status).isZero();
        return archive;
    }

    @AfterEach
    void close() {
        jdock.close();
    }

    private String said(ServiceContainer service) throws IOException, InterruptedException {
        ContainerSpec spec = service.settings().describe(images::image).spec();
        Container container = jdock.start(spec);
        return new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void runWhatTheImageSays() throws Exception {
        assertThat(said(ServiceContainer.ofImage(NAME))).isEqualTo("hello everybody\n");
    }

    @Test
    void mayHaveOtherArgumentsAndAnotherEnvironment() throws Exception {
        ServiceContainer service = ServiceContainer.ofImage(NAME, "Ada").withEnv("GREETING", "good morning,");

        assertThat(said(service)).isEqualTo("good morning, Ada\n");
    }

    @Test
    void areReadyWhenTheFirstExposedPortIs() {
        assertThat(ServiceContainer.ofImage(NAME)
                        .withExposedPorts(80)
                        .settings()
                        .ready())
                .isEqualTo(Wait.forListeningPort(80));
    }

    @Test
    void areLookedAfterAsTheImageSaysUnlessTheTestsDo() throws Exception {
        HealthCheck other = HealthCheck.of("/usr/bin/busybox", "false");
        ServiceContainer service = ServiceContainer.ofImage(NAME).waitingFor(Wait.forHealthcheck());

        assertThat(service.settings().describe(images::image).health())
                .contains(HealthCheck.of("/usr/bin/busybox", "true"));
        assertThat(service.withHealthCheck(other)
                        .settings()
                        .describe(images::image)
                        .health())
                .contains(other);
    }

    @Test
    void areAlikeOnlyIfTheImageIs() {
        Object key = ServiceContainer.ofImage(NAME).withEnv("A", "1").settings().key();

        assertThat(ServiceContainer.ofImage(NAME).withEnv("A", "1").settings().key())
                .isEqualTo(key);
        assertThat(ServiceContainer.of(NAME).withEnv("A", "1").settings().key()).isNotEqualTo(key);
    }

    @Test
    void areToldByNameIfThereIsNoSuchImage() {
        assertThatThrownBy(() -> ServiceContainer.ofImage("localhost:1/nothing:1")
                        .settings()
                        .describe(images::image))
                .hasMessageContaining("localhost:1");
    }
}
