package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FileLock;
import io.jdock.kernel.OpenFlag;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
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
     * The directory of a layer, unpacked now if it was not before.
     *
     * @param packed the layer in the store
     * @param diffId digest of its tar archive
     * @param notes what could not be kept, for people, if it is unpacked now
     * @throws ImageException if the layer is not what the digest promises; then nothing of it is kept
     */
    Path directory(ContentDescriptor packed, Digest diffId, LayerIds ids, Consumer<String> notes) throws IOException {
        Path parent = parent(ids);
        Path layer = parent.resolve(name(diffId));
        use(layer);
        if (Files.isDirectory(layer)) {
            return layer;
        }
        Path lockFile = lockFile(store, layer);
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            if (!Files.isDirectory(layer)) {
                unpack(packed, diffId, ids, notes, layer);
            }
            Files.deleteIfExists(lockFile);
        }
        return layer;
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
        return store.root().resolve("used").resolve(layer.getParent().getFileName() + "-" + layer.getFileName());
    }

    /** Before it is looked at, so that it stays until a container has it. */
    private void use(Path layer) throws IOException {
        Path used = usedFile(store, layer);
        Files.createDirectories(used.getParent());
        Trees.touch(used);
    }

    /** Only the containers' root may look: programs with set-user-id bits are below. */
    private Path parent(LayerIds ids) throws IOException {
        Path parent = store.root().resolve("layers").resolve(ids.directory());
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent);
        }
        giveToRoot(parent, ids);
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        return parent;
    }

    private static void giveToRoot(Path directory, LayerIds ids) throws IOException {
        if (ids instanceof LayerIds.Range range) {
            Files.setAttribute(directory, "unix:uid", (int) range.user(0));
            Files.setAttribute(directory, "unix:gid", (int) range.group(0));
        }
    }

    private static void delete(Path partial, LayerIds ids) throws IOException {
        if (ids instanceof LayerIds.Subordinate subordinate) {
            subordinate.users().remove(partial);
        } else {
            Trees.delete(partial);
        }
    }

    private void unpack(ContentDescriptor packed, Digest diffId, LayerIds ids, Consumer<String> notes, Path layer)
            throws IOException {
        Path partial = layer.resolveSibling(layer.getFileName() + ".partial");
        delete(partial, ids); // of a process that was killed
        Files.createDirectory(
                partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        boolean complete = false;
        try (Descriptor root = Descriptor.open(partial.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            root.setPermissions(0755);
            giveToRoot(partial, ids);
            LayerUnpacker unpacker = new LayerUnpacker(root, ids, limits, packed.size(), notes);
            unpack(packed, diffId, unpacker);
            unpacker.giveAway();
            root.synchronizeFileSystem();
            complete = true;
        } finally {
            if (!complete) {
                delete(partial, ids);
            }
        }
        Files.move(partial, layer, StandardCopyOption.ATOMIC_MOVE);
        LocalStore.synchronize(layer.getParent());
    }

    private void unpack(ContentDescriptor packed, Digest diffId, LayerUnpacker unpacker) throws IOException {
        MessageDigest hash = Verification.hash(diffId);
        try (InputStream file = store.open(packed.digest());
                InputStream archive = new DigestInputStream(
                        new ReadAhead(Compression.expand(file, "layer " + packed.digest())), hash)) {
            unpacker.unpack(archive);
            archive.transferTo(OutputStream.nullOutputStream()); // blocks of zeros after the end belong to the digest
        }
        String actual = HexFormat.of().formatHex(hash.digest());
        if (!actual.equals(diffId.encoded())) {
            throw new ImageException(
                    "layer " + packed.digest(),
                    "its archive has the digest " + diffId.algorithm() + ":" + actual + ", and the image's"
                            + " configuration says " + diffId,
                    "the image is damaged or was tampered with: pull it again, or from elsewhere");
        }
    }
}
