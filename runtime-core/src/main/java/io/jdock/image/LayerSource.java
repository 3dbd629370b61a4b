package io.jdock.image;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a packed layer come from. */
@FunctionalInterface
public interface LayerSource {
    /**
     * Opens them at their beginning. What was read may turn out to be wrong until the end of the stream: that comes only when all before it
     * is verified.
     *
     * @throws ImageException if there is no such layer
     */
    InputStream open() throws IOException;
}
