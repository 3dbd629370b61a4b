package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import java.util.Optional;

/**
 * An image of a store on its way to a file.
 *
 * @param name that it has there: a tag or a whole reference
 * @param content its manifest, or an index
 */
public record NamedImage(Optional<String> name, ContentDescriptor content) {}
