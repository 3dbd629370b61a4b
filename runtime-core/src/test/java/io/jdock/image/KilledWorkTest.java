package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.OtherJvm;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process builds images, unpacks them and prunes the store over and over, and is killed while it is at it. */
class KilledWorkTest {
    /** By hand: 200. */
    private static final int KILLS = Integer.getInteger("jdock.test.kills", 3);

    private static final int FILES = 40;
    private static final char ROUND = 'r';
    private static final Platform PLATFORM = Platforms.linux("amd64");

    @TempDir
    private Path directory;

    /**
     * What the other JVM does: {@code store first rounds}. It goes on writing bytes beside that, and another at the beginning of each
     * round, so that the test knows how long one takes, and can kill it at any moment of one.
     */
    static final class Work {
        private Work() {}

        public static void main(String[] arguments) throws Exception {
            LocalStore store = LocalStore.open(Path.of(arguments[0]));
            Thread ticker = new Thread(() -> {
                while (!System.out.checkError()) {
                    System.out.write('.');
                    System.out.flush();
                    LockSupport.parkNanos(1); // as short as can be, and yet the work gets the processor
                }
            });
            ticker.setDaemon(true);
            ticker.start();
            int first = Integer.parseInt(arguments[1]);
            for (int round = first; round < first + Integer.parseInt(arguments[2]); round++) {
                System.out.write(ROUND);
                ContentDescriptor built = build(store, round);
                store.tag("work:latest", built);
                store.unpack(store.image(built, PLATFORM), LayerIds.CALLER, UnpackLimits.DEFAULT, note -> {});
                store.prune(Duration.ZERO, Optional.empty());
            }
        }
    }

    /** An image of two layers, of which one changes with each round. */
    private static ContentDescriptor build(LocalStore store, int round) throws IOException {
        LayerWriter layers = new LayerWriter(store);
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                PLATFORM,
                List.of(
                        new ImageDraft.Step(layers.write(files("base", "base")), "base"),
                        new ImageDraft.Step(layers.write(files("round", String.valueOf(round))), "round")),
                ImageConfig.NONE,
                Instant.EPOCH,
                Map.of());
        return new ImageWriter(store).write(draft, ImageForm.OCI);
    }

    private static List<LayerEntry> files(String name, String content) {
        return IntStream.range(0, FILES)
                .<LayerEntry>mapToObj(number -> LayerEntry.file(
                        name + "/" + number % 10 + "/" + number, 0644, LayerContent.of(content.repeat(500))))
                .toList();
    }

    @Test
    void theStoreIsWholeAfterwardsAndTheNextRunSucceeds() throws Exception {
        Path root = directory.resolve("store");
        Random random = new Random();
        for (int kill = 0; kill < KILLS; kill++) {
            Process work = OtherJvm.start(Work.class, root.toString(), String.valueOf(kill * 1000), "1000");
            InputStream written = new BufferedInputStream(work.getInputStream());
            ticks(written, work);
            int length = ticks(written, work);
            written.skipNBytes(random.nextInt(length + 1));
            work.destroyForcibly().waitFor();

            requireWhole(LocalStore.open(root));
        }
        Process next = OtherJvm.start(Work.class, root.toString(), "-1", "1");
        next.getInputStream().close();
        assertThat(next.waitFor()).as(said(next)).isZero();
        LocalStore store = LocalStore.open(root);
        requireWhole(store);
        assertThat(store.tags()).containsOnlyKeys("work:latest");
        assertThat(list(root.resolve("ingest"))).isEmpty();
        assertThat(list(root.resolve("layers/caller")))
                .as("and nothing half done")
                .hasSize(2);
    }

    /** Reads on to the beginning of a round. Returns how many bytes that took. */
    private static int ticks(InputStream written, Process work) throws IOException {
        int ticks = 0;
        for (int next = written.read(); next != ROUND; next = written.read()) {
            if (next < 0) {
                throw new AssertionError(said(work));
            }
            ticks++;
        }
        return ticks;
    }

    private static String said(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What has its final name is right: content by its digest, images by their parts, layers by their files. */
    private static void requireWhole(LocalStore store) throws IOException {
        for (Path blob : list(store.root().resolve("blobs/sha256"))) {
            assertThat(Digest.sha256(Files.readAllBytes(blob)).encoded())
                    .isEqualTo(blob.getFileName().toString());
        }
        for (ContentDescriptor named : store.tags().values()) {
            assertThat(store.isComplete(named, PLATFORM)).isTrue();
        }
        for (Path layer : list(store.root().resolve("layers/caller"))) {
            if (!layer.getFileName().toString().endsWith(".partial")) {
                requireWhole(layer);
            }
        }
    }

    private static void requireWhole(Path layer) throws IOException {
        try (Stream<Path> files = Files.walk(layer)) {
            List<Path> regular = files.filter(Files::isRegularFile).toList();
            assertThat(regular).hasSize(FILES);
            String content = Files.readString(regular.get(0));
            for (Path file : regular) {
                assertThat(file).hasContent(content);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
