package io.jdock.eclipse.core;

import io.jdock.image.LocalImage;
import io.jdock.oci.ContentDescriptor;
import java.util.Optional;

/**
 * An image of the store that has a name.
 *
 * @param name as the store has it
 * @param familiar the name as people write it
 * @param size bytes, as packed; what it shares with others is counted as well
 * @param image empty if it is incomplete, or not for this machine
 */
public record StoredImage(
        String name, String familiar, ContentDescriptor content, long size, Optional<LocalImage> image) {}
