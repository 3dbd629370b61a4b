package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;

/**
 * A layer that a store has.
 *
 * @param packed reference to it
 * @param diffId digest of its tar archive
 */
public record WrittenLayer(ContentDescriptor packed, Digest diffId) {}
