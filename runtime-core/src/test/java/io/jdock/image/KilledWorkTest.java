package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.OtherJvm;
import io.jdock.host.HostProbe;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.FakeRegistry;
import io.jdock.image.registry.Puller;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.image.registry.TestImage;
import io.jdock.image.registry.TransferListener;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.ExecutableFile;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import io.jdock.program.Assembler;
import java.io.BufferedInputStream;
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
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process builds images, fetches others while it unpacks what has come of them, and prunes the store, over and over, and is killed
 * while it is at it. Where the caller can give files away, it does.
 */
class KilledWorkTest {
    /** By hand: 200. */
    private static final int KILLS = Integer.getInteger("jdock.test.kills", 3);

    private static final int FILES = 40;

    /** Bytes of the file in each layer. */
    private static final int[] FETCHED = {300_000, 200_000, 100_000};

    private static final char ROUND = 'r';
    private static final Platform PLATFORM = Platforms.linux("amd64");

    @TempDir
    private Path directory;

    private final TestImage fetched = TestImage.of(FETCHED);
    private FakeRegistry registry;

    @BeforeEach
    void serve() throws IOException {
        registry = new FakeRegistry().put("1", fetched);
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
        LocalStore store = LocalStore.open(directory.resolve("store"));
        store.untag("work:latest");
        store.prune(Duration.ZERO, users());
    }

    /**
     * What the other JVM does: {@code store first rounds image}. It goes on writing bytes beside that, and another at the beginning of each
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
            Optional<SubordinateUsers> users = users();
            LayerIds ids = ids();
            Reference fetched = Reference.parse(arguments[3]);
            Puller puller = new Puller(
                    store,
                    RegistrySettings.usual().with(Map.of(fetched.registry(), RegistryAccess.PLAIN_HTTP)),
                    CredentialSource.ANONYMOUS,
                    TransferListener.NONE);
            int first = Integer.parseInt(arguments[1]);
            for (int round = first; round < first + Integer.parseInt(arguments[2]); round++) {
                System.out.write(ROUND);
                ContentDescriptor built = build(store, round);
                store.tag("work:latest", built);
                store.unpack(store.image(built, PLATFORM), ids, UnpackLimits.DEFAULT, note -> {});
                puller.pull(
                        fetched,
                        PLATFORM,
                        (image, layer, source) ->
                                store.unpack(image, layer, source, ids, UnpackLimits.DEFAULT, note -> {}));
                store.untag(fetched.toString());
                store.prune(Duration.ZERO, users);
            }
        }
    }

    private static Optional<SubordinateUsers> users() {
        Assembler assembler = Assembler.forArchitecture(Architecture.current());
        return SubordinateUsers.of(
                HostProbe.probe(), program -> ExecutableFile.inMemory("test", assembler.assemble(program)));
    }

    private static LayerIds ids() {
        return users().<LayerIds>map(LayerIds.Subordinate::new).orElse(LayerIds.CALLER);
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
        LayerEntry.Status status = new LayerEntry.Status(0644, 7, 7, LayerEntry.Status.NO_TIME, new TreeMap<>());
        List<LayerEntry> entries = new ArrayList<>();
        for (int number = 0; number < FILES; number++) {
            entries.add(new LayerEntry.RegularFile(
                    name + "/" + number % 10 + "/" + number, status, LayerContent.of(content.repeat(500))));
        }
        for (int number = 0; number < 10; number++) {
            LayerEntry.Status ofOther = new LayerEntry.Status(0755, 7, 7, LayerEntry.Status.NO_TIME, new TreeMap<>());
            entries.add(new LayerEntry.Directory(name + "/" + number, ofOther));
        }
        return entries;
    }

    @Test
    void theStoreIsWholeAfterwardsAndTheNextRunSucceeds() throws Exception {
        Path root = directory.resolve("store");
        Random random = new Random();
        for (int kill = 0; kill < KILLS; kill++) {
            Process work = start(root, kill * 1000, 1000);
            InputStream written = new BufferedInputStream(work.getInputStream());
            ticks(written, work);
            int length = ticks(written, work);
            written.skipNBytes(random.nextInt(length + 1));
            work.destroyForcibly().waitFor();

            requireWhole(LocalStore.open(root));
        }
        Process next = start(root, -1, 1);
        next.getInputStream().close();
        assertThat(next.waitFor()).as(said(next)).isZero();
        LocalStore store = LocalStore.open(root);
        requireWhole(store);
        assertThat(store.tags()).containsOnlyKeys("work:latest");
        assertThat(list(root.resolve("ingest"))).isEmpty();
        assertThat(list(root.resolve("layers").resolve(ids().directory())))
                .as("and nothing half done")
                .hasSize(2);
    }

    private Process start(Path root, int first, int rounds) throws IOException {
        return OtherJvm.start(
                Work.class, root.toString(), String.valueOf(first), String.valueOf(rounds), registry.name("1"));
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
        for (Path layer : list(store.root().resolve("layers").resolve(ids().directory()))) {
            if (!layer.getFileName().toString().endsWith(".partial")) {
                requireWhole(layer);
            }
        }
    }

    private static void requireWhole(Path layer) throws IOException {
        try (Stream<Path> files = Files.walk(layer)) {
            List<Path> regular = files.filter(Files::isRegularFile).toList();
            if (regular.size() == 1) {
                Path file = regular.get(0);
                int number = file.getFileName().toString().charAt("file".length()) - '0';
                byte[] content = new byte[FETCHED[number]];
                new Random(number).nextBytes(content); // as the image has it
                assertThat(file).hasBinaryContent(content);
                return;
            }
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
