package io.jdock.oci;

import java.util.Set;

/** Names of the kinds of content that images are made of (image-spec, media-types.md). */
public final class MediaTypes {
    public static final String IMAGE_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String IMAGE_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String IMAGE_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String IMAGE_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    public static final String EMPTY_JSON = "application/vnd.oci.empty.v1+json";

    /** Docker's own name of an index; the documents are the same. */
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_IMAGE_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private static final Set<String> INDEXES = Set.of(IMAGE_INDEX, DOCKER_MANIFEST_LIST);
    private static final Set<String> MANIFESTS = Set.of(IMAGE_MANIFEST, DOCKER_MANIFEST);

    private MediaTypes() {}

    /** Whether content of this type is an {@link ImageIndex}. */
    public static boolean isIndex(String mediaType) {
        return INDEXES.contains(mediaType);
    }

    /** Whether content of this type is an {@link ImageManifest}. */
    public static boolean isManifest(String mediaType) {
        return MANIFESTS.contains(mediaType);
    }
}
