package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.image.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Stores of tests. */
public final class Stores {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Stores() {}

    /**
     * Removes all images: without root, what of their files belongs to subordinate users does not go with the store's directory. A
     * container of another test, on the same layer of another store, is waited for: it keeps the layer from being removed.
     */
    public static void empty(HostFacts host, LocalStore store) throws IOException {
        for (String name : store.tags().keySet()) {
            store.untag(name);
        }
        Images.prune(host, store, Duration.ZERO);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (hasLayers(store) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            Images.prune(host, store, Duration.ZERO);
        }
    }

    private static boolean hasLayers(LocalStore store) throws IOException {
        Path layers = store.root().resolve("layers");
        try (Stream<Path> found = Files.exists(layers) ? Files.walk(layers, 2) : Stream.of()) {
            return found.anyMatch(
                    path -> path.getFileName().toString().startsWith("sha256-") && Files.isDirectory(path));
        }
    }
}
