package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.OtherJvm;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes share a store, and are killed while they write to it. */
class TwoPullersTest {
    /** By hand: 200. */
    private static final int KILLS = Integer.getInteger("jdock.test.kills", 10);

    private static final int PIECE = 1 << 15;

    @TempDir
    private Path directory;

    private final TestImage image = TestImage.of(3_000_000, 500_000);
    private FakeRegistry registry;
    private Path root;

    /** What another JVM does: {@code store image}. */
    static final class Pull {
        private Pull() {}

        public static void main(String[] arguments) throws Exception {
            String registry = Reference.parse(arguments[1]).registry();
            new Puller(
                            LocalStore.open(Path.of(arguments[0])),
                            RegistrySettings.usual().with(Map.of(registry, RegistryAccess.PLAIN_HTTP)),
                            CredentialSource.ANONYMOUS,
                            TransferListener.NONE)
                    .pull(Reference.parse(arguments[1]), Platforms.linux("amd64"));
        }
    }

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry().put("1", image);
        root = directory.resolve("store");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whatTwoOfThemWantIsFetchedOnce() throws Exception {
        // The first layer does not come before both have asked for the image.
        CountDownLatch both = new CountDownLatch(2);
        String manifest = FakeRegistry.manifest("1");
        FakeRegistry.Reply counted = exchange -> {
            both.countDown();
            registry.honest(exchange);
        };
        registry.script(manifest, counted, counted);
        String layer = FakeRegistry.blob(image.layers().get(0).digest());
        registry.script(layer, exchange -> {
            await(both);
            registry.honest(exchange);
        });

        List<Process> pulls = List.of(start(), start());

        for (Process pull : pulls) {
            assertThat(pull.waitFor()).as(said(pull)).isZero();
        }
        for (ContentDescriptor one : image.layers()) {
            assertThat(registry.requests(FakeRegistry.blob(one.digest()))).hasSize(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoeverIsKilledLeavesNothingThatIsTrustedAndTheNextOneSucceeds() throws Exception {
        Random random = new Random(4);
        String big = FakeRegistry.blob(image.layers().get(0).digest());
        byte[] layer = image.bytes(image.layers().get(0));
        for (int kill = 0; kill < KILLS; kill++) {
            int bytes = random.nextInt(layer.length / PIECE) * PIECE;
            Semaphore sent = new Semaphore(0);
            registry.rule(big, exchange -> {
                exchange.sendResponseHeaders(200, layer.length);
                exchange.getResponseBody().write(layer, 0, bytes);
                exchange.getResponseBody().flush();
                sent.release();
                exchange.getResponseBody().write(layer, bytes, layer.length - bytes);
            });
            Process pull = start();
            sent.acquire();
            pull.destroyForcibly().waitFor();
            registry.rule(big, registry::honest);

            requireNothingWrong();
            if (kill % 5 == 4) {
                Process next = start();
                assertThat(next.waitFor()).as(said(next)).isZero();
                requireNothingWrong();
                assertThat(LocalStore.open(root).isComplete(image.manifest(), Platforms.linux("amd64")))
                        .isTrue();
                root = directory.resolve("store" + kill);
            }
        }
    }

    /** Every content has the digest that is its name, and a name stands for a whole image. */
    private void requireNothingWrong() throws IOException {
        LocalStore store = LocalStore.open(root);
        for (Map.Entry<Digest, byte[]> content : image.content().entrySet()) {
            if (store.has(content.getKey())) {
                try (InputStream stored = store.open(content.getKey())) {
                    assertThat(stored).hasBinaryContent(content.getValue());
                }
            }
        }
        for (ContentDescriptor named : store.tags().values()) {
            assertThat(store.isComplete(named, Platforms.linux("amd64"))).isTrue();
        }
        try (Stream<Path> blobs = Files.exists(root.resolve("blobs/sha256"))
                ? Files.list(root.resolve("blobs/sha256"))
                : Stream.empty()) {
            assertThat(blobs.map(file -> file.getFileName().toString()))
                    .isSubsetOf(image.content().keySet().stream()
                            .map(digest -> digest.encoded())
                            .toList());
        }
    }

    private Process start() throws IOException {
        return OtherJvm.start(Pull.class, root.toString(), registry.name("1"));
    }

    private static String said(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
