package io.jdock.image;

import io.jdock.oci.MediaTypes;

/** Whose media types the documents of an image have; the documents are the same. */
public enum ImageForm {
    /** Those of the image specification. */
    OCI(MediaTypes.IMAGE_MANIFEST, MediaTypes.IMAGE_CONFIG, MediaTypes.IMAGE_INDEX, MediaTypes.IMAGE_LAYER_GZIP),
    /** Those of Docker's schema 2, for registries and tools that know no others. */
    DOCKER(
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_IMAGE_CONFIG,
            MediaTypes.DOCKER_MANIFEST_LIST,
            MediaTypes.DOCKER_LAYER_GZIP);

    private final String manifest;
    private final String configuration;
    private final String index;
    private final String gzipLayer;

    ImageForm(String manifest, String configuration, String index, String gzipLayer) {
        this.manifest = manifest;
        this.configuration = configuration;
        this.index = index;
        this.gzipLayer = gzipLayer;
    }

    String manifest() {
        return manifest;
    }

    String configuration() {
        return configuration;
    }

    String index() {
        return index;
    }

    /**
     * What a layer is called in this form.
     *
     * @param mediaType of either form
     * @throws ImageException if this form has no name for it
     */
    String layer(String mediaType) throws ImageException {
        if (mediaType.equals(MediaTypes.IMAGE_LAYER_GZIP) || mediaType.equals(MediaTypes.DOCKER_LAYER_GZIP)) {
            return gzipLayer;
        }
        if (this == OCI) {
            return mediaType;
        }
        throw new ImageException(
                "the base image",
                "Docker's form of images has no layers of type " + mediaType,
                "write the form of OCI");
    }
}
