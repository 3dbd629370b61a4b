package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * An entry of an archive of images.
 *
 * @param sum of all that decides on its bytes: parts with the same one are the same bytes
 * @param length in bytes, with what fills its last block
 */
record ArchivePart(LayerEntry entry, Digest sum, long length) {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    /** A file for bytes at hand. */
    static ArchivePart document(String path, byte[] content) throws IOException {
        return of(LayerEntry.file(path, FILE_MODE, LayerContent.of(content)), content.length, Digest.sha256(content));
    }

    /** A file for content of a store. */
    static ArchivePart content(String path, LocalStore store, ContentDescriptor content) throws IOException {
        LayerEntry file = LayerEntry.file(path, FILE_MODE, new OfStore(store, content));
        return of(file, content.size(), content.digest());
    }

    /** A directory. */
    static ArchivePart directory(String path) throws IOException {
        return of(LayerEntry.directory(path, DIRECTORY_MODE), 0, Digest.sha256(new byte[0]));
    }

    private static ArchivePart of(LayerEntry entry, long size, Digest content) throws IOException {
        byte[] header = TarHeader.of(entry);
        MessageDigest hash = Verification.sha256(header.length);
        hash.update(header);
        hash.update(content.toString().getBytes(StandardCharsets.US_ASCII));
        return new ArchivePart(entry, Digest.ofSha256(hash.digest()), header.length + size + TarHeader.padding(size));
    }

    /** Content of a store as that of an archive. */
    private record OfStore(LocalStore store, ContentDescriptor content) implements LayerContent {
        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            return store.open(content.digest());
        }

        @Override
        public Optional<Descriptor> openDescriptor() throws IOException {
            return Optional.of(store.openFile(content.digest()));
        }
    }
}
