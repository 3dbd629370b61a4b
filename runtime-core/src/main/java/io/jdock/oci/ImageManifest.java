package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an image for one platform is made of (image-spec, manifest.md). The Go type is {@code Manifest}.
 *
 * @param schemaVersion always {@link #SCHEMA_VERSION}
 * @param mediaType one of {@link MediaTypes} that is a manifest; null if the document does not say
 * @param artifactType of a manifest that is no image's
 * @param config reference to the {@link Image}
 * @param layers from the lowest to the topmost
 * @param subject a manifest that this one belongs to
 */
public record ImageManifest(
        int schemaVersion,
        @Nullable String mediaType,
        @Nullable String artifactType,
        ContentDescriptor config,
        List<ContentDescriptor> layers,
        @Nullable ContentDescriptor subject,
        Map<String, String> annotations) {
    /** The only version of image manifests there is. */
    public static final int SCHEMA_VERSION = 2;

    public ImageManifest {
        mediaType = Values.text(mediaType);
        artifactType = Values.text(artifactType);
        layers = List.copyOf(layers);
        annotations = Values.copy(annotations);
    }

    /** An OCI manifest of an image. */
    public static ImageManifest of(ContentDescriptor config, List<ContentDescriptor> layers) {
        return new ImageManifest(SCHEMA_VERSION, MediaTypes.IMAGE_MANIFEST, null, config, layers, null, Map.of());
    }

    static ImageManifest fromJson(JsonValue json) {
        return new ImageManifest(
                json.at("schemaVersion").int32(),
                json.at("mediaType").textOrNull(),
                json.at("artifactType").textOrNull(),
                ContentDescriptor.fromJson(json.at("config")),
                json.at("layers").requiredList(ContentDescriptor::fromJson),
                json.at("subject").orNull(ContentDescriptor::fromJson),
                json.at("annotations").textMap());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("schemaVersion", schemaVersion)
                .putIfPresent("mediaType", mediaType)
                .putIfPresent("artifactType", artifactType)
                .put("config", config.toJson())
                .put("layers", JsonObject.list(layers, ContentDescriptor::toJson))
                .putObject("subject", subject, ContentDescriptor::toJson)
                .putIfPresent("annotations", annotations);
    }
}
