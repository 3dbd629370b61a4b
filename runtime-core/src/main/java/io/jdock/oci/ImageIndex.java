package io.jdock.oci;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Manifests of one image for several platforms (image-spec, image-index.md). The Go type is {@code Index}.
 *
 * @param schemaVersion always 2
 * @param mediaType one of {@link MediaTypes} that is an index; null if the document does not say
 * @param manifests of which the first that fits is taken
 * @param subject a manifest that this index belongs to
 */
public record ImageIndex(
        @Required int schemaVersion,
        @Nullable String mediaType,
        @Nullable String artifactType,
        @Required List<ContentDescriptor> manifests,
        @Nullable ContentDescriptor subject,
        Map<String, String> annotations) {
    public ImageIndex {
        mediaType = Values.text(mediaType);
        artifactType = Values.text(artifactType);
        manifests = List.copyOf(manifests);
        annotations = Values.copy(annotations);
    }

    /** An OCI index of manifests. */
    public static ImageIndex of(List<ContentDescriptor> manifests) {
        return new ImageIndex(ImageManifest.SCHEMA_VERSION, MediaTypes.IMAGE_INDEX, null, manifests, null, Map.of());
    }
}
