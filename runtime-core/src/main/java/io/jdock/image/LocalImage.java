package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Image;
import java.util.List;

/**
 * An image for one platform, as a store has it.
 *
 * @param manifest reference to its manifest, by whose digest the image is known
 * @param configuration what runs in it, and on what
 * @param layers packed, from the lowest to the topmost; as many as the configuration has digests
 */
public record LocalImage(ContentDescriptor manifest, Image configuration, List<ContentDescriptor> layers) {
    public LocalImage {
        layers = List.copyOf(layers);
    }
}
