package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageArchiveWriterTest {
    private static final Platform AMD64 = new Platform("amd64", "linux", null, List.of(), null);
    private static final Platform ARM64 = new Platform("arm64", "linux", null, List.of(), "v8");
    private static final ImageConfig CONFIG = ImageConfig.builder()
            .entrypoint(List.of("/bin/app"))
            .env(List.of("MADE_BY=jdock"))
            .labels(Map.of("b", "2", "a", "1"))
            .exposedPorts(Set.of("8080/tcp"))
            .build();

    @TempDir
    private Path directory;

    private LocalStore store;
    private ImageArchiveWriter archives;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        archives = new ImageArchiveWriter(store);
    }

    private ContentDescriptor image(Platform platform, ImageForm form) throws IOException {
        LayerWriter layers = new LayerWriter(store);
        WrittenLayer lower = layers.write(List.of(LayerEntry.file("etc/motd", 0644, LayerContent.of("hello\n"))));
        WrittenLayer upper = layers.write(List.of(
                LayerEntry.file("bin/app", 0755, LayerContent.of("#!/bin/sh\n")),
                LayerEntry.file("etc/" + platform.architecture(), 0644, LayerContent.of(""))));
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                platform,
                List.of(new ImageDraft.Step(lower, "base"), new ImageDraft.Step(upper, "application")),
                CONFIG,
                Instant.EPOCH,
                Map.of("org.opencontainers.image.title", "app"));
        return new ImageWriter(store).write(draft, form);
    }

    private static NamedImage named(String name, ContentDescriptor content) {
        return new NamedImage(Optional.of(name), content);
    }

    // ---- manifest and configuration

    @Test
    void theSameDraftIsTheSameImageEverywhere() throws IOException {
        assertThat(image(AMD64, ImageForm.OCI).digest())
                .hasToString("sha256:bc7d147919ebd18f57fc2c7ab0b19f69df95c430459175f004720f6196196e77");
        assertThat(image(AMD64, ImageForm.DOCKER).digest())
                .hasToString("sha256:bbd0aa22f79d78a73252cb8dab69da1e43cc7c7a2e430444b2defdf1a27bda83");
    }

    @ParameterizedTest
    @EnumSource
    void anImageSaysWhatItWasToldTo(ImageForm form) throws IOException {
        ContentDescriptor content = image(ARM64, form);
        LocalImage image = store.image(content, "arm64");

        assertThat(content.platform()).isEqualTo(ARM64);
        assertThat(image.configuration().platform()).isEqualTo(ARM64);
        assertThat(image.configuration().config()).isEqualTo(CONFIG);
        assertThat(image.configuration().created()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(image.configuration().history()).extracting("createdBy").containsExactly("base", "application");
        assertThat(content.mediaType()).isEqualTo(form.manifest());
        assertThat(image.layers())
                .extracting(ContentDescriptor::mediaType)
                .containsOnly(form.layer(MediaTypes.IMAGE_LAYER_GZIP));
    }

    @Test
    void layersComeOnTopOfABase() throws IOException {
        LocalImage base = store.image(image(AMD64, ImageForm.DOCKER), "amd64");
        WrittenLayer layer = new LayerWriter(store).write(List.of(LayerEntry.whiteout("etc/motd")));
        ContentDescriptor content = new ImageWriter(store)
                .write(
                        new ImageDraft(
                                Optional.of(base),
                                AMD64,
                                List.of(new ImageDraft.Step(layer, "removed motd")),
                                ImageConfig.NONE,
                                Instant.EPOCH,
                                Map.of()),
                        ImageForm.OCI);
        LocalImage image = store.image(content, "amd64");

        assertThat(image.layers())
                .extracting(ContentDescriptor::digest)
                .startsWith(base.layers().get(0).digest(), base.layers().get(1).digest())
                .endsWith(layer.packed().digest());
        assertThat(image.layers()).extracting(ContentDescriptor::mediaType).containsOnly(MediaTypes.IMAGE_LAYER_GZIP);
        assertThat(image.configuration().history())
                .extracting("createdBy")
                .containsExactly("base", "application", "removed motd");
    }

    @Test
    void dockersFormHasNoNameForZstd() throws IOException {
        LocalImage made = store.image(image(AMD64, ImageForm.OCI), "amd64");
        ContentDescriptor zstd = ContentDescriptor.of(
                MediaTypes.IMAGE_LAYER_ZSTD,
                made.layers().get(0).digest(),
                made.layers().get(0).size());
        LocalImage base = new LocalImage(made.manifest(), made.configuration(), List.of(zstd, zstd));
        ImageDraft draft = new ImageDraft(Optional.of(base), AMD64, List.of(), CONFIG, Instant.EPOCH, Map.of());

        assertThatThrownBy(() -> new ImageWriter(store).write(draft, ImageForm.DOCKER))
                .hasMessageContaining("Docker's form of images has no layers of type " + MediaTypes.IMAGE_LAYER_ZSTD);
    }

    // ---- archives

    @Test
    void aLayoutIsReadAgain() throws IOException {
        ContentDescriptor image = image(AMD64, ImageForm.OCI);
        Path layout = directory.resolve("layout");
        archives.writeLayout(layout, List.of(named("v1", image)));

        assertReadAgain(layout, "v1", image);
    }

    @Test
    void inALayoutImagesHaveTheFormOfOci() throws IOException {
        ContentDescriptor index = new ImageWriter(store)
                .writeIndex(List.of(image(AMD64, ImageForm.DOCKER), image(ARM64, ImageForm.DOCKER)), ImageForm.DOCKER);
        ContentDescriptor ofOci = new ImageWriter(store)
                .writeIndex(List.of(image(AMD64, ImageForm.OCI), image(ARM64, ImageForm.OCI)), ImageForm.OCI);
        Path layout = directory.resolve("layout");
        archives.writeLayout(layout, List.of(named("both", index)));

        assertReadAgain(layout, "both", ofOci);
    }

    @Test
    void aLayoutTakesFurtherImagesAndReplacesThoseOfTheSameName() throws IOException {
        Path layout = directory.resolve("layout");
        archives.writeLayout(layout, List.of(named("v1", image(AMD64, ImageForm.OCI))));
        archives.writeLayout(layout, List.of(named("v2", image(ARM64, ImageForm.OCI))));
        archives.writeLayout(layout, List.of(named("v1", image(ARM64, ImageForm.OCI))));

        assertThat(new ImageArchive(store).load(layout))
                .extracting(
                        loaded -> loaded.name().orElseThrow(),
                        loaded -> loaded.content().digest())
                .containsExactlyInAnyOrder(
                        tuple("v1", image(ARM64, ImageForm.OCI).digest()),
                        tuple("v2", image(ARM64, ImageForm.OCI).digest()));
    }

    @Test
    void aDirectoryOfOtherFilesIsLeftAlone() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "dear");

        assertThatThrownBy(() -> archives.writeLayout(other, List.of()))
                .hasMessage(other + ": it has files and is no OCI image layout; name another directory");
        assertThat(other).isDirectoryContaining("glob:**/letter.txt");
    }

    @Test
    void anArchiveOfALayoutIsReadAgain() throws IOException {
        ContentDescriptor image = image(AMD64, ImageForm.OCI);
        Path file = directory.resolve("deep/image.tar");
        archives.writeOciArchive(file, List.of(named("v1", image)));

        assertReadAgain(file, "v1", image);
        assertThat(directory.resolve("deep")).isDirectoryNotContaining("regex:.*tar.+");
    }

    @Test
    void anIndexBringsTheImagesThatTheStoreHas() throws IOException {
        ContentDescriptor missing = ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, new byte[1]);
        ContentDescriptor index = new ImageWriter(store)
                .writeIndex(List.of(image(AMD64, ImageForm.OCI), image(ARM64, ImageForm.OCI), missing), ImageForm.OCI);
        Path file = directory.resolve("image.tar");
        archives.writeOciArchive(file, List.of(named("both", index)));

        LocalStore other = assertReadAgain(file, "both", index);
        assertThat(other.image(index, "arm64").configuration().platform()).isEqualTo(ARM64);
        assertThat(other.image(index, "amd64").configuration().platform()).isEqualTo(AMD64);
    }

    @Test
    void anArchiveOfDockerIsReadAgain() throws IOException {
        ContentDescriptor image = image(AMD64, ImageForm.DOCKER);
        Path file = directory.resolve("image.tar");
        archives.writeDockerArchive(file, List.of(named("app:1", image), named("app:latest", image)), "amd64");

        LocalStore other = LocalStore.open(directory.resolve("other"));
        List<ImageArchive.Loaded> loaded = new ImageArchive(other).load(file);
        assertThat(loaded).extracting(one -> one.name().orElseThrow()).containsExactly("app:1", "app:latest");
        assertThat(other.image(loaded.get(0).content(), "amd64").configuration())
                .isEqualTo(store.image(image, "amd64").configuration());
    }

    @Test
    void theSameImagesAreTheSameArchives() throws IOException {
        ContentDescriptor image = image(AMD64, ImageForm.OCI);
        Path one = directory.resolve("one.tar");
        Path other = directory.resolve("other.tar");
        archives.writeOciArchive(one, List.of(named("v1", image)));
        archives.writeOciArchive(other, List.of(named("v1", image)));
        assertThat(one).hasSameBinaryContentAs(other);

        archives.writeDockerArchive(one, List.of(named("app:1", image)), "amd64");
        archives.writeDockerArchive(other, List.of(named("app:1", image)), "amd64");
        assertThat(one).hasSameBinaryContentAs(other);
    }

    @Test
    void whatTheStoreHasNotWholeIsNotWritten() throws IOException {
        ContentDescriptor image = image(AMD64, ImageForm.OCI);
        ContentDescriptor layer = store.image(image, "amd64").layers().get(0);
        Path archive = Files.writeString(directory.resolve("image.tar"), "of before");
        Files.write(store.blob(layer.digest()), new byte[] {1}, StandardOpenOption.APPEND);

        assertThatThrownBy(() -> archives.writeDockerArchive(archive, List.of(named("app:1", image)), "amd64"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(layer.digest().encoded());
        Files.write(store.blob(layer.digest()), new byte[] {1});
        assertThatThrownBy(() -> archives.writeLayout(directory.resolve("layout"), List.of(named("v1", image))))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it has 1 bytes in the store");
        Files.delete(store.blob(layer.digest()));
        assertThatThrownBy(() -> archives.writeDockerArchive(archive, List.of(named("app:1", image)), "amd64"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it is not in the store");

        assertThat(archive).hasContent("of before");
        assertThat(directory)
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("image.tar."));
    }

    @Test
    void aListOfDockersImagesThatIsNoneIsRefused() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Map.of(
                        "[{\"Config\": 1, \"Layers\": []}]", "[0].Config is 1, but must be a text",
                        "[{\"Config\": \"c.json\"}]", "[0].Layers is missing, but must be an array",
                        "[", "malformed")
                .forEach((list, problem) -> assertThatThrownBy(() -> new ImageArchive(store)
                                .load(Files.writeString(source.resolve("manifest.json"), list)
                                        .getParent()))
                        .isInstanceOf(ImageException.class)
                        .hasMessageContaining("manifest.json is not valid")
                        .hasMessageContaining(problem));
    }

    private LocalStore assertReadAgain(Path source, String name, ContentDescriptor image) throws IOException {
        LocalStore other = LocalStore.open(directory.resolve("other"));
        List<ImageArchive.Loaded> loaded = new ImageArchive(other).load(source);
        assertThat(loaded).hasSize(1);
        assertThat(loaded.get(0).name()).contains(name);
        assertThat(loaded.get(0).content().digest()).isEqualTo(image.digest());
        assertThat(other.image(image, "amd64")).isEqualTo(store.image(image, "amd64"));
        return other;
    }

    // ---- others' tools

    @ParameterizedTest
    @EnumSource
    void skopeoReadsThem(ImageForm form) throws Exception {
        Path skopeo = Path.of("/usr/bin/skopeo");
        assumeTrue(Files.isExecutable(skopeo), "skopeo is not installed");
        ContentDescriptor image = image(AMD64, form);
        Path layout = directory.resolve("layout");
        Path ociArchive = directory.resolve("oci.tar");
        Path dockerArchive = directory.resolve("docker.tar");
        archives.writeLayout(layout, List.of(named("v1", image)));
        archives.writeOciArchive(ociArchive, List.of(named("v1", image)));
        archives.writeDockerArchive(dockerArchive, List.of(named("app:1", image)), "amd64");

        for (String source : List.of(
                "oci:" + layout + ":v1", "oci-archive:" + ociArchive + ":v1", "docker-archive:" + dockerArchive)) {
            assertThat(run(skopeo.toString(), "inspect", "--config", source))
                    .as(source)
                    .contains("/bin/app", "MADE_BY=jdock", "8080/tcp", "\"amd64\"");
            // which also reads every layer and checks its digest
            run(skopeo.toString(), "--insecure-policy", "copy", source, "dir:" + directory.resolve("copy"));
        }
    }

    @Test
    void umociUnpacksThem() throws Exception {
        Path umoci = Path.of("/usr/bin/umoci");
        assumeTrue(Files.isExecutable(umoci), "umoci is not installed");
        Path layout = directory.resolve("layout");
        archives.writeLayout(layout, List.of(named("v1", image(AMD64, ImageForm.OCI))));
        Path bundle = directory.resolve("bundle");
        run(umoci.toString(), "unpack", "--rootless", "--image", layout + ":v1", bundle.toString());

        assertThat(bundle.resolve("rootfs/etc/motd")).hasContent("hello\n");
        assertThat(bundle.resolve("rootfs/bin/app")).isExecutable();
        try (Stream<Path> files = Files.list(bundle.resolve("rootfs"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("bin", "etc");
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + said).isZero();
        return said;
    }
}
