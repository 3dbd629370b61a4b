package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.host.OverlaySupport;
import io.jdock.image.BuildCaches;
import io.jdock.image.ImageException;
import io.jdock.image.LayerIds;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.OwnedDirectory;
import io.jdock.image.Platforms;
import io.jdock.image.Pruning;
import io.jdock.image.SubordinateUsers;
import io.jdock.image.UnpackLimits;
import io.jdock.image.registry.LayerTaker;
import io.jdock.kernel.Architecture;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
        return new ContainerImage(name, image, asRoot -> layers(image, asRoot, notes), host.canMapRanges());
    }

    /** The layers for an application that is the image's root, or another user. */
    private RootFileSystem.Layers layers(LocalImage image, boolean asRoot, Consumer<String> notes) throws IOException {
        LayerIds ids = ids(asRoot);
        return new RootFileSystem.Layers(store.unpack(image, ids, limits, notes), ids instanceof LayerIds.Subordinate);
    }

    /**
     * Unpacks layers of an image while others are still being fetched, so that {@link #prepare} has nothing left to do.
     *
     * @param notes is told what could not be kept, by one thread at a time
     */
    public LayerTaker unpacking(Consumer<String> notes) {
        Object turn = new Object();
        return (image, layer, source) ->
                store.unpack(image, layer, source, ids(ContainerImage.runsAsRoot(image)), limits, note -> {
                    synchronized (turn) {
                        notes.accept(note);
                    }
                });
    }

    /** What this machine is. */
    public static Platform platform() {
        return Platforms.linux(Architecture.current() == Architecture.AARCH64 ? "arm64" : "amd64");
    }

    /**
     * Frees the space of what no name and no container needs, as {@link LocalStore#prune} does.
     *
     * @param age what is younger stays
     */
    public static Pruning.Freed prune(HostFacts host, LocalStore store, Duration age) throws IOException {
        return store.prune(age, users(host));
    }

    /**
     * Frees the space of caches of builds, as {@link BuildCaches#prune} does.
     *
     * @param age what was wanted later stays
     * @return how many bytes
     */
    public static long pruneCaches(HostFacts host, LocalStore store, Duration age) throws IOException {
        return new BuildCaches(store).prune(age, users(host));
    }

    /**
     * A directory for as long as its owner lives, whose files may belong to users of containers.
     *
     * @param all where directories of this kind are
     */
    public static OwnedDirectory ownedDirectory(HostFacts host, Path all) throws IOException {
        return OwnedDirectory.make(all, users(host));
    }

    private static Optional<SubordinateUsers> users(HostFacts host) {
        return SubordinateUsers.of(host, program -> new Launcher().executable(program)); // made when it is needed
    }

    /**
     * Those that {@link SpecTranslator} maps: with root a range of their own; without, the caller and subordinate ids if the
     * application is root, and the caller's alone otherwise. For what the application writes in the caller's directories is to be
     * the caller's, so the caller has to be the application's user, to whom then all files belong. So they do if there are no
     * overlays: a copy is made by the caller.
     */
    private LayerIds ids(boolean asRoot) {
        if (!host.privileged()) {
            boolean several = asRoot && host.overlay() != OverlaySupport.MISSING;
            Optional<SubordinateUsers> users = several ? users(host) : Optional.empty();
            return users.isPresent() ? new LayerIds.Subordinate(users.get()) : LayerIds.CALLER;
        }
        IdRange users = host.containerUsers();
        IdRange groups = host.containerGroups();
        return LayerIds.from(users.start(), groups.start(), Math.min(users.count(), groups.count()));
    }
}
