package io.jdock.build;

import io.jdock.image.ImageException;
import io.jdock.image.LayerContent;
import io.jdock.image.LocalStore;
import io.jdock.image.dockerfile.Position;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * What an {@code ADD} fetches: one file, which stays in the store under its digest.
 *
 * @param position of the address
 */
record Fetching(LocalStore store, RemoteFiles remote, Position position) {
    /** Of the file, as with Docker. */
    static final int MODE = 0600;

    private static final long LARGEST = 16L << 30;

    /**
     * Reads an address.
     *
     * @throws ImageException if it is none
     */
    URI address(String text) throws ImageException {
        try {
            URI address = new URI(text);
            if (address.getHost() == null || address.getPath() == null) {
                throw position.error("'" + text + "' names no file of a server", null);
            }
            return address;
        } catch (URISyntaxException e) {
            throw position.error("'" + text + "' is no address", null, e);
        }
    }

    /** What the file says, which is fetched now unless the store has it. */
    LayerContent content(URI address, Digest digest) throws IOException, InterruptedException {
        if (!store.has(digest)) {
            try (InputStream content = remote.open(address)) {
                store.take(digest, content, LARGEST);
            } catch (IOException e) {
                throw position.error("this file cannot be had: " + e.getMessage(), null, e);
            }
        }
        return store.content(digest);
    }
}
