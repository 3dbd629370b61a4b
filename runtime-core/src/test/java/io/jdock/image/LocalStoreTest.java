package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest {
    private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.sha256(CONTENT);

    @TempDir
    private Path directory;

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
    }

    @Test
    void whatIsCommittedCanBeRead() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(CONTENT);
            assertThat(store.has(DIGEST)).as("before it is complete").isFalse();
            writer.commit();
        }

        assertThat(store.has(DIGEST)).isTrue();
        try (InputStream content = store.open(DIGEST)) {
            assertThat(content).hasBinaryContent(CONTENT);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anInterruptedWriterIsGoneOnWith() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(CONTENT, 0, 5);
        }
        assertThat(store.has(DIGEST)).isFalse();

        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            assertThat(writer.written()).isEqualTo(5);
            writer.write(CONTENT, 5, CONTENT.length - 5);
            writer.commit();
        }

        assertThat(store.read(ContentDescriptor.of("text/plain", CONTENT))).isEqualTo(CONTENT);
    }

    @Test
    void aSourceThatCannotGoOnStartsAnew() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(new byte[] {1, 2, 3});
        }
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.restart();
            assertThat(writer.written()).isZero();
            writer.write(CONTENT);
            writer.commit();
        }

        assertThat(store.has(DIGEST)).isTrue();
    }

    @Test
    void contentOfAnotherDigestIsRefusedAndForgotten() throws IOException {
        byte[] other = "same length!".getBytes(StandardCharsets.UTF_8);
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(other);
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(ImageException.class)
                    .hasMessage(DIGEST + ": the content has the digest " + Digest.sha256(other));
        }

        assertThat(store.has(DIGEST)).isFalse();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void truncatedContentIsRefusedAndForgotten() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(CONTENT, 0, 4);
            assertThatThrownBy(writer::commit).hasMessage(DIGEST + ": there are 4 bytes instead of the 12 promised");
        }

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anEndlessSourceIsRefusedWithTheFirstByteTooMany() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(CONTENT);
            assertThatThrownBy(() -> writer.write(1))
                    .hasMessage(DIGEST + ": there are more than the 12 bytes promised");
        }

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void contentThatNobodyCanVerifyIsRefused() {
        Digest digest = new Digest("blake3", "0".repeat(64));

        assertThatThrownBy(() -> store.begin(digest, 1))
                .hasMessage(digest + ": content by blake3 cannot be verified; only sha256 and sha512 can");
    }

    @Test
    void aDocumentThatWasChangedOnDiskIsRefused() throws IOException {
        ContentDescriptor descriptor = store.write("application/json", CONTENT);
        Files.write(store.blob(DIGEST), "another text".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> store.read(descriptor))
                .hasMessageStartingWith(DIGEST + ": the content has the digest");
    }

    @Test
    void writersOfTheSameContentTakeTurns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<ContentDescriptor>> written = Stream.generate(
                            () -> threads.submit(() -> store.write("text/plain", CONTENT)))
                    .limit(64)
                    .toList();
            for (Future<ContentDescriptor> one : written) {
                assertThat(store.read(one.get())).isEqualTo(CONTENT);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aNameStandsForAnImageUntilItIsTakenAway() throws IOException {
        ContentDescriptor image = store.write(MediaTypes.IMAGE_MANIFEST, CONTENT);
        store.tag("docker.io/library/debian:12", image);

        LocalStore again = LocalStore.open(store.root());
        assertThat(again.resolve("docker.io/library/debian:12")).contains(image);
        assertThat(again.untag("docker.io/library/debian:12")).isTrue();
        assertThat(again.untag("docker.io/library/debian:12")).isFalse();
        assertThat(store.resolve("docker.io/library/debian:12")).isEmpty();
    }

    @Test
    void namesAreReadAsTheyWereWritten() throws IOException {
        Platform platform = new Platform("arm64", "linux", "7", List.of("a"), "v8");
        ContentDescriptor image = new ContentDescriptor(
                MediaTypes.IMAGE_INDEX, Digest.sha256(CONTENT), 7, List.of(), Map.of(), null, platform, null);
        store.tag("a:1", image);
        store.tag("b:1", ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, CONTENT));

        assertThat(store.tags())
                .isEqualTo(Map.of("a:1", image, "b:1", ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, CONTENT)));
    }

    @Test
    void namesThatAreDamagedAreRefused() throws IOException {
        Path file = store.root().resolve("tags.json");
        Files.writeString(file, "{\"a:1\": {\"mediaType\": \"x\", \"digest\": \"none\", \"size\": 1}}");
        assertThatThrownBy(() -> store.tags())
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("digest")
                .hasMessageEndingWith("remove the file and pull again");

        Files.writeString(file, "{");
        assertThatThrownBy(() -> store.tags()).isInstanceOf(ImageException.class);
    }

    @Test
    void namesGivenAtTheSameTimeAreAllKept() throws Exception {
        ContentDescriptor image = store.write(MediaTypes.IMAGE_MANIFEST, CONTENT);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> given = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String name = "image:" + i;
                given.add(threads.submit(() -> {
                    LocalStore.open(store.root()).tag(name, image);
                    return null;
                }));
            }
            for (Future<?> one : given) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(store.tags()).hasSize(32);
    }

    @Test
    void anImageIsReadOnceAndAsLongAsItIsThere() throws IOException {
        ContentDescriptor config = emptyConfiguration();
        ContentDescriptor image = imageOf(config);
        LocalImage first = store.image(image, "amd64");

        assertThat(store.image(image, "amd64")).isSameAs(first);

        Files.delete(store.blob(config.digest()));
        assertThatThrownBy(() -> store.image(image, "amd64"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it is not in the store");
    }

    private ContentDescriptor emptyConfiguration() throws IOException {
        return store.write(
                MediaTypes.IMAGE_CONFIG,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private ContentDescriptor imageOf(ContentDescriptor config) throws IOException {
        return store.write(MediaTypes.IMAGE_MANIFEST, new ConfigWriter().write(ImageManifest.of(config, List.of())));
    }

    @Test
    void pruningLeavesWhatHasANameOrIsYoung() throws IOException {
        ContentDescriptor config = emptyConfiguration();
        ContentDescriptor image = imageOf(config);
        store.tag("image:1", image);
        ContentDescriptor nameless = store.write("text/plain", CONTENT);

        assertThat(store.prune(Duration.ofHours(1), Optional.empty())).isEqualTo(new Pruning.Freed(0, 0, 0));
        assertThat(store.prune(Duration.ZERO, Optional.empty())).isEqualTo(new Pruning.Freed(1, 0, CONTENT.length));

        assertThat(store.has(image.digest())).isTrue();
        assertThat(store.has(config.digest())).isTrue();
        assertThat(store.has(nameless.digest())).isFalse();
    }

    @Test
    void pruningLeavesLayersThatAreMounted() throws IOException {
        Path used = layer("1");
        Path free = layer("2");
        Path process = Files.createDirectories(directory.resolve("proc/123"));
        Files.writeString(process.resolve("mountinfo"), "30 1 0:1 / / rw - overlay overlay rw,lowerdir=" + used + "\n");

        assertThat(new Pruning(store, Instant.now(), directory.resolve("proc"), Optional.empty()).run())
                .isEqualTo(new Pruning.Freed(0, 1, 3));

        assertThat(used).isDirectory();
        assertThat(free).doesNotExist();
    }

    private Path layer(String digit) throws IOException {
        Path layer = store.root().resolve("layers/caller/sha256-" + digit.repeat(64));
        Files.writeString(Files.createDirectories(layer).resolve("file"), "abc");
        return layer;
    }

    @Test
    void aBeginningThatNobodyGoesOnWithIsPruned() throws IOException {
        try (BlobWriter writer = store.begin(DIGEST, CONTENT.length)) {
            writer.write(CONTENT, 0, 5);
        }

        store.prune(Duration.ofHours(1), Optional.empty());
        assertThat(leftovers()).hasSize(1);
        store.prune(Duration.ZERO, Optional.empty());
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aStoreOfAnotherVersionIsLeftAlone() throws IOException {
        Files.writeString(store.root().resolve("version"), "2\n");

        assertThatThrownBy(() -> LocalStore.open(store.root()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the store has the version 2, and this jdock knows 1");
    }

    @Test
    void theStoreLiesWhereTheUsersDataIs() {
        Path home = Path.of("/home/ann");

        assertThat(LocalStore.defaultRoot(Map.of(), false, home)).hasToString("/home/ann/.local/share/jdock");
        assertThat(LocalStore.defaultRoot(Map.of("XDG_DATA_HOME", "/data"), true, home))
                .hasToString("/data/jdock");
        assertThat(LocalStore.defaultRoot(Map.of("XDG_DATA_HOME", "data"), false, home))
                .hasToString("/home/ann/.local/share/jdock");
        assertThat(LocalStore.defaultRoot(Map.of(), true, home)).hasToString("/var/lib/jdock");
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve("ingest"))) {
            return files.toList();
        }
    }
}
