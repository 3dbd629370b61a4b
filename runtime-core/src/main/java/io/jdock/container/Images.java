package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.image.ImageException;
import io.jdock.image.LayerIds;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.UnpackLimits;
import io.jdock.image.registry.LayerTaker;
import io.jdock.kernel.Architecture;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Makes images of a store ready for containers on this machine. */
public final class Images {
    private final HostFacts host;
    private final LocalStore store;
    private final UnpackLimits limits;

    public Images(HostFacts host, LocalStore store, UnpackLimits limits) {
        this.host = host;
        this.store = store;
        this.limits = limits;
    }

    /** The caller's store at its usual place. */
    public static LocalStore openStore(HostFacts host) throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        return LocalStore.open(
                LocalStore.defaultRoot(System.getenv(), host.caller().isRoot(), home));
    }

    /**
     * Unpacks what of an image is not unpacked yet.
     *
     * @param name of the image, for errors
     * @param content its manifest or an index
     * @param notes is told what could not be kept
     * @throws ImageException if it is incomplete, damaged, not for this machine, or wants to do harm
     */
    public ContainerImage prepare(String name, ContentDescriptor content, Consumer<String> notes) throws IOException {
        return prepare(name, content, platform(), notes);
    }

    /** As above, for another platform than this machine's, whose programs it has to know how to run. */
    public ContainerImage prepare(String name, ContentDescriptor content, Platform platform, Consumer<String> notes)
            throws IOException {
        LocalImage image = store.image(content, platform);
        if (image.layers().isEmpty()) {
            throw new ImageException(name, "the image has no layers", "there is nothing to run in it");
        }
        List<Path> layers = store.unpack(image, ids(), limits, notes);
        return new ContainerImage(name, image, layers, host.canMapRanges());
    }

    /**
     * Unpacks layers of an image while others are still being fetched, so that {@link #prepare} has nothing left to do.
     *
     * @param notes is told what could not be kept, by one thread at a time
     */
    public LayerTaker unpacking(Consumer<String> notes) {
        Object turn = new Object();
        return (image, layer) -> store.unpack(image, layer, ids(), limits, note -> {
            synchronized (turn) {
                notes.accept(note);
            }
        });
    }

    /** What this machine is. */
    public static Platform platform() {
        return Platforms.linux(Architecture.current() == Architecture.AARCH64 ? "arm64" : "amd64");
    }

    /** Those that {@link SpecTranslator} maps: with root a range of their own, without the caller's. */
    private LayerIds ids() {
        if (!host.privileged()) {
            return LayerIds.CALLER;
        }
        IdRange users = host.containerUsers();
        IdRange groups = host.containerGroups();
        return LayerIds.from(users.start(), groups.start(), Math.min(users.count(), groups.count()));
    }
}
