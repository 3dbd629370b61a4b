package io.jdock.oci;

/**
 * The file {@code oci-layout} that marks a directory as an image layout (image-spec, image-layout.md).
 *
 * @param imageLayoutVersion always {@link #VERSION}
 */
public record ImageLayout(@Required String imageLayoutVersion) {
    /** The only version of image layouts there is. */
    public static final String VERSION = "1.0.0";
}
