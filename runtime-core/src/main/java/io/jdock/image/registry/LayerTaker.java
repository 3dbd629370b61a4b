package io.jdock.image.registry;

import io.jdock.image.LocalImage;
import java.io.IOException;

/** Does something with the layers of an image that is being pulled, one by one. Safe for use by several threads. */
@FunctionalInterface
public interface LayerTaker {
    /** Leaves them for later. */
    LayerTaker NONE = (image, layer) -> {};

    /**
     * Takes a layer that is in the store now, and verified.
     *
     * @param image whose other layers may still be missing
     * @param layer its number, from the lowest on; of equal ones the lowest only
     */
    void take(LocalImage image, int layer) throws IOException, InterruptedException;
}
