package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
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
        int schemaVersion,
        @Nullable String mediaType,
        @Nullable String artifactType,
        List<ContentDescriptor> manifests,
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

    static ImageIndex fromJson(JsonValue json) {
        return new ImageIndex(
                json.at("schemaVersion").int32(),
                json.at("mediaType").textOrNull(),
                json.at("artifactType").textOrNull(),
                json.at("manifests").requiredList(ContentDescriptor::fromJson),
                json.at("subject").orNull(ContentDescriptor::fromJson),
                json.at("annotations").textMap());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("schemaVersion", schemaVersion)
                .putIfPresent("mediaType", mediaType)
                .putIfPresent("artifactType", artifactType)
                .put("manifests", JsonObject.list(manifests, ContentDescriptor::toJson))
                .putObject("subject", subject, ContentDescriptor::toJson)
                .putIfPresent("annotations", annotations);
    }
}
