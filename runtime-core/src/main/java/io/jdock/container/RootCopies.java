package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.host.OverlaySupport;
import io.jdock.image.OwnedDirectory;
import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives a container a copy of its root that is its own, where the kernel has no overlays to keep its changes in. The copy goes away with
 * the container. Safe for use by several threads.
 */
final class RootCopies implements AutoCloseable {
    private final HostFacts host;
    private final Place place;
    private final Set<OwnedDirectory> copies = ConcurrentHashMap.newKeySet();

    /** Where copies are made: best on the file system that the layers are on. */
    interface Place {
        Path directory() throws IOException;
    }

    /** Starts a container as a specification says. */
    interface Starting {
        Container start(ContainerSpec spec) throws IOException;
    }

    RootCopies(HostFacts host, Place place) {
        this.host = host;
        this.place = place;
    }

    /** Whether a container needs a copy of its root. */
    boolean serve(ContainerSpec spec) {
        return host.overlay() == OverlaySupport.MISSING
                && !(spec.root() instanceof RootFileSystem.Copy)
                && Outbound.isThrownAway(spec.root());
    }

    /** Starts a container in a copy of its root. */
    Container start(ContainerSpec spec, Starting starting) throws IOException {
        OwnedDirectory copy = Images.ownedDirectory(host, place.directory());
        copies.add(copy);
        try {
            Container container = starting.start(
                    spec.toBuilder().root(copy(spec.root(), copy.directory())).build());
            var unused = container.onExit().thenRunAsync(() -> remove(copy), new DaemonThreads("jdock-root-copies"));
            return container;
        } catch (IOException | RuntimeException | Error e) {
            remove(copy);
            throw e;
        }
    }

    private static RootFileSystem copy(RootFileSystem root, Path directory) throws IOException {
        Path copy = directory.resolve("root");
        LayerCopy merged = new LayerCopy(copy);
        if (root instanceof RootFileSystem.Layers layers) {
            add(layers.directories(), merged);
            return new RootFileSystem.Copy(copy);
        }
        if (root instanceof RootFileSystem.Directory original) {
            add(List.of(original.path()), merged);
            return new RootFileSystem.Directory(copy, RootFileSystem.Access.WRITABLE);
        }
        throw new IllegalStateException("no copy takes the place of " + root);
    }

    private static void add(List<Path> layers, LayerCopy merged) throws IOException {
        for (Path layer : layers) {
            merged.add(layer);
        }
    }

    private void remove(OwnedDirectory copy) {
        try {
            copy.close();
            copies.remove(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when all copies are gone. Their containers have ended. */
    @Override
    public void close() {
        for (OwnedDirectory copy : copies) {
            remove(copy);
        }
    }
}
