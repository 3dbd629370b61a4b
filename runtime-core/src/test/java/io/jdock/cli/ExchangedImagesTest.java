package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.NamedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that Podman made run in jdock, and go back to Podman, in both forms that it saves them in, as root and without. */
@TestInstance(Lifecycle.PER_CLASS)
class ExchangedImagesTest {
    private static final String BUILT = "localhost/built:1";
    private static final String COMMITTED = "localhost/committed:1";
    private static final String SAYS = "echo $MADE_BY; pwd; id -u; cat note";

    private @Nullable Podman podman;
    private @Nullable OwnStore own;
    private Path directory;

    @BeforeAll
    void makeImages(@TempDir Path directory) throws Exception {
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        this.directory = directory;
        podman = Podman.withImage(Files.createDirectory(directory.resolve("podman")));
        own = OwnStore.in(directory.resolve("store"));
        Path context = Files.createDirectory(directory.resolve("context"));
        Files.writeString(context.resolve("note"), "copied\n");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM localhost/jdock-test
                ENV MADE_BY=podman
                COPY --chown=70:70 --chmod=600 note /home/note
                WORKDIR /home
                USER 70:70
                CMD ["sh", "-c", "%s"]
                """.formatted(SAYS));
        podman.command("build", "--quiet", "--tag", BUILT, context.toString()).succeeded();
        podman.run(List.of("--name", "changed"), "sh", "-c", "mkdir /home; echo written > /home/note")
                .succeeded();
        podman.command(
                        "commit",
                        "--quiet",
                        "--change",
                        "ENV MADE_BY=commit",
                        "--change",
                        "WORKDIR /home",
                        "--change",
                        "CMD [\"sh\", \"-c\", \"" + SAYS + "\"]",
                        "changed",
                        COMMITTED)
                .succeeded();
    }

    @AfterAll
    void takeAllDown() throws Exception {
        try (Podman first = podman;
                OwnStore second = own) {
            // closes what there is
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void whatPodmanBuiltRuns(String form) throws Exception {
        assertThat(own.run(own.load(save(form, BUILT)).content())).isEqualTo("podman\n/home\n70\ncopied\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void whatPodmanCommittedRuns(String form) throws Exception {
        assertThat(own.run(own.load(save(form, COMMITTED)).content())).isEqualTo("commit\n/home\n0\nwritten\n");
    }

    @Test
    void severalImagesOfOneArchiveKeepTheirNames() throws Exception {
        Path archive = directory.resolve("several.tar");
        podman.command("save", "--multi-image-archive", "--output", archive.toString(), BUILT, COMMITTED)
                .succeeded();

        assertThat(new ImageArchive(own.store()).load(archive))
                .extracting(ImageArchive.Loaded::name)
                .containsExactlyInAnyOrder(Optional.of(BUILT), Optional.of(COMMITTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void whatIsSavedHerePodmanLoadsAndRuns(String form) throws Exception {
        String name = "localhost/back-as-" + form + ":1";
        ImageArchiveWriter writer = new ImageArchiveWriter(own.store());
        List<NamedImage> images = List.of(new NamedImage(
                Optional.of(name), own.load(save("oci-archive", BUILT)).content()));
        Path archive = directory.resolve("back-" + form + ".tar");
        if (form.equals("oci-archive")) {
            writer.writeOciArchive(archive, images);
        } else {
            writer.writeDockerArchive(archive, images, architecture());
        }

        podman.command("load", "--quiet", "--input", archive.toString()).succeeded();

        assertThat(podman.runImage(name, List.of()).succeeded().out()).isEqualTo("podman\n/home\n70\ncopied\n");
    }

    private Path save(String form, String image) throws Exception {
        Path archive = directory.resolve(image.replaceAll("[/:]", "-") + "." + form);
        if (!Files.exists(archive)) {
            podman.command("save", "--quiet", "--format", form, "--output", archive.toString(), image)
                    .succeeded();
        }
        return archive;
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
