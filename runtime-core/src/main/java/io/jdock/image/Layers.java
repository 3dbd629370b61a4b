package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DirectoryEntries;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileLock;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Layers as directories, each unpacked once. A directory with its final name is complete. */
final class Layers {
    private final LocalStore store;
    private final UnpackLimits limits;

    Layers(LocalStore store, UnpackLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * The directories of layers of the store, unpacked now if they were not before.
     *
     * @param packed the layers in the store
     * @param diffIds digests of their tar archives, in the same order
     * @param notes what could not be kept, for people, of those that are unpacked now
     * @return in the same order
     * @throws ImageException if a layer is not what the digest promises; then nothing of it is kept
     */
    List<Path> directories(List<ContentDescriptor> packed, List<Digest> diffIds, LayerIds ids, Consumer<String> notes)
            throws IOException {
        Path parent = parent(ids);
        List<Path> layers = new ArrayList<>();
        for (Digest diffId : diffIds) {
            layers.add(parent.resolve(name(diffId)));
        }
        use(layers);
        for (int i = 0; i < layers.size(); i++) {
            if (!Files.isDirectory(layers.get(i))) {
                Digest digest = packed.get(i).digest();
                unpackOnce(packed.get(i), () -> store.open(digest), diffIds.get(i), ids, notes, layers.get(i));
            }
        }
        return layers;
    }

    /**
     * As above, of one layer.
     *
     * @param source of the layer as it is packed
     */
    Path directory(ContentDescriptor packed, LayerSource source, Digest diffId, LayerIds ids, Consumer<String> notes)
            throws IOException {
        Path layer = parent(ids).resolve(name(diffId));
        use(List.of(layer));
        if (!Files.isDirectory(layer)) {
            unpackOnce(packed, source, diffId, ids, notes, layer);
        }
        return layer;
    }

    private void unpackOnce(
            ContentDescriptor packed,
            LayerSource source,
            Digest diffId,
            LayerIds ids,
            Consumer<String> notes,
            Path layer)
            throws IOException {
        Path lockFile = lockFile(store, layer);
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            if (!Files.isDirectory(layer)) {
                new LayerMaker(ids, limits).make(packed, source, diffId, notes, layer);
            }
            Files.deleteIfExists(lockFile);
        }
    }

    /** What the directory of a layer is called. */
    static String name(Digest diffId) {
        return diffId.algorithm() + "-" + diffId.encoded();
    }

    /** What is locked while the directory of a layer comes or goes. */
    static Path lockFile(LocalStore store, Path layer) {
        return store.ingest().resolve("layer-" + layer.getParent().getFileName() + "-" + layer.getFileName());
    }

    /** The file whose time tells when a layer was wanted the last time. */
    static Path usedFile(LocalStore store, Path layer) {
        return store.used().resolve(layer.getParent().getFileName() + "-" + layer.getFileName());
    }

    /** Before they are looked at, so that they stay until a container has them. */
    private void use(List<Path> layers) throws IOException {
        Instant now = Instant.now();
        try (Descriptor used = Descriptor.open(store.used().toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            DirectoryEntries entries = new DirectoryEntries(used);
            for (Path layer : layers) {
                use(usedFile(store, layer), entries, now);
            }
        }
    }

    private static void use(Path file, DirectoryEntries directory, Instant now) throws IOException {
        try {
            directory.setTime(file.getFileName().toString(), now);
        } catch (KernelException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            Trees.touch(file);
        }
    }

    /** Only the containers' root may look: programs with set-user-id bits are below. */
    private Path parent(LayerIds ids) throws IOException {
        Path parent = store.root().resolve("layers").resolve(ids.directory());
        if (!isReady(parent, ids)) {
            Files.createDirectories(parent);
            giveToRoot(parent, ids);
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        }
        return parent;
    }

    private static boolean isReady(Path parent, LayerIds ids) throws KernelException {
        try {
            FileStatus status = FileStatus.of(parent.toString());
            return status.permissions() == 0700
                    && (!(ids instanceof LayerIds.Range range)
                            || (status.userId() == range.user(0) && status.groupId() == range.group(0)));
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    static void giveToRoot(Path directory, LayerIds ids) throws IOException {
        if (ids instanceof LayerIds.Range range) {
            Files.setAttribute(directory, "unix:uid", (int) range.user(0));
            Files.setAttribute(directory, "unix:gid", (int) range.group(0));
        }
    }
}
