package io.jdock.build;

import io.jdock.image.LocalImage;
import io.jdock.oci.Platform;
import java.io.IOException;

/** Where images come from that a Dockerfile names. */
@FunctionalInterface
public interface BaseImages {
    /**
     * An image, which is in the store then.
     *
     * @param name as the Dockerfile has it
     */
    LocalImage find(String name, Platform platform) throws IOException, InterruptedException;
}
