package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content by its digest. Safe for use by several threads and, where it is on disk, by several processes. */
public interface ContentStore {
    /** The most that a document may have, in bytes; that of {@link io.jdock.oci.ImageReader}. */
    int MAX_DOCUMENT = 16 << 20;

    /** Whether there is content of this digest; it was complete and right when it was put there. */
    boolean has(Digest digest);

    /**
     * Opens content, which is not verified again while it is read.
     *
     * @throws ImageException if there is none
     */
    InputStream open(Digest digest) throws IOException;

    /**
     * Begins to put content there, or goes on where an interrupted writer stopped. Waits while another writer is at the same
     * content; check {@link #has} again afterwards, for that one may have completed it.
     *
     * @param size in bytes that the content must have, 0 or more
     * @throws ImageException if the algorithm of the digest is not known, so that nothing could be verified
     */
    BlobWriter begin(Digest digest, long size) throws IOException;

    /**
     * Reads a document as a whole and verifies it.
     *
     * @throws ImageException if it is not there, has not the size and the digest that the descriptor says, or is larger than
     *     {@link #MAX_DOCUMENT}
     */
    default byte[] read(ContentDescriptor descriptor) throws IOException {
        String subject = descriptor.digest().toString();
        if (descriptor.size() > MAX_DOCUMENT) {
            throw new ImageException(subject, "a document of " + descriptor.size() + " bytes is too large", null);
        }
        try (InputStream content = open(descriptor.digest())) {
            byte[] document = content.readNBytes((int) descriptor.size() + 1);
            Verification verification = new Verification(descriptor.digest(), descriptor.size());
            verification.update(document, 0, document.length);
            verification.finish();
            return document;
        }
    }

    /** Puts a document there, if it is not there yet. */
    default ContentDescriptor write(String mediaType, byte[] document) throws IOException {
        ContentDescriptor descriptor = ContentDescriptor.of(mediaType, document);
        copy(descriptor, new ByteArrayInputStream(document));
        return descriptor;
    }

    /** Puts content there, if it is not there yet, and verifies it. */
    default void copy(ContentDescriptor descriptor, InputStream content) throws IOException {
        if (has(descriptor.digest())) {
            return;
        }
        try (BlobWriter writer = begin(descriptor.digest(), descriptor.size())) {
            if (!has(descriptor.digest())) {
                writer.restart();
                content.transferTo(writer);
                writer.commit();
            }
        }
    }
}
