package io.jdock.eclipse.core;

import io.jdock.image.LocalImage;

/**
 * An image and a location that means it, and no other one later.
 *
 * @param location as {@link Setting#LOCATION} has it
 */
public record PinnedImage(String location, LocalImage image) {}
