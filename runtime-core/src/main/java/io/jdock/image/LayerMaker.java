package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.OpenFlag;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the directory of a layer. To be called with the lock of the layer held.
 *
 * @param ids whose the files are
 */
record LayerMaker(LayerIds ids, UnpackLimits limits) {
    /**
     * Unpacks a layer.
     *
     * @param notes is told what could not be kept
     * @param layer the directory, which comes into being at the end
     * @throws ImageException if the layer is not what its digests promise; then nothing of it is kept
     */
    void make(ContentDescriptor packed, LayerSource source, Digest diffId, Consumer<String> notes, Path layer)
            throws IOException {
        Path partial = layer.resolveSibling(layer.getFileName() + ".partial");
        delete(partial); // of a process that was killed
        Files.createDirectory(
                partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        List<String> noted = new ArrayList<>();
        boolean complete = false;
        try (InputStream content = source.open();
                Descriptor root = Descriptor.open(partial.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            root.setPermissions(0755);
            Layers.giveToRoot(partial, ids);
            LayerUnpacker unpacker = new LayerUnpacker(root, ids, limits, packed.size(), noted::add);
            unpack(packed, content, diffId, unpacker);
            unpacker.giveAway();
            root.synchronizeFileSystem();
            content.transferTo(OutputStream.nullOutputStream()); // it is verified when its end is reached
            complete = true;
        } finally {
            if (!complete) {
                delete(partial);
            }
        }
        Files.move(partial, layer, StandardCopyOption.ATOMIC_MOVE);
        LocalStore.synchronize(layer.getParent());
        noted.forEach(notes);
    }

    private void delete(Path partial) throws IOException {
        if (ids instanceof LayerIds.Subordinate subordinate) {
            subordinate.users().remove(partial);
        } else {
            Trees.delete(partial);
        }
    }

    private static void unpack(ContentDescriptor packed, InputStream content, Digest diffId, LayerUnpacker unpacker)
            throws IOException {
        MessageDigest hash = Verification.hash(diffId, packed.size());
        try (InputStream archive = new DigestInputStream(
                new ReadAhead(Compression.expand(new Borrowed(content), "layer " + packed.digest())), hash)) {
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

    /** A stream that stays open for its owner. */
    private static final class Borrowed extends FilterInputStream {
        private Borrowed(InputStream owned) {
            super(owned);
        }

        @Override
        public void close() {}
    }
}
