package io.jdock.image.registry;

import io.jdock.image.LayerSource;
import io.jdock.image.LocalImage;
import java.io.IOException;

/** Does something with the layers of an image while they are being fetched. Safe for use by several threads. */
@FunctionalInterface
public interface LayerTaker {
    /** Leaves them for later. */
    LayerTaker NONE = (image, layer, source) -> {};

    /**
     * Takes a layer that is in the store, or still comes. Called once more with it when it is there if what came first turned out to be
     * wrong.
     *
     * @param image whose layers may be missing
     * @param layer its number, from the lowest on; of equal ones the lowest only
     * @param source of the layer as it is packed
     */
    void take(LocalImage image, int layer, LayerSource source) throws IOException, InterruptedException;
}
