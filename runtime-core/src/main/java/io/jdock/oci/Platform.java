package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on (image-spec, image-index.md).
 *
 * @param architecture as Go names it, such as {@code amd64} or {@code arm64}
 * @param os as Go names it, such as {@code linux}
 * @param osVersion the JSON property {@code os.version}
 * @param osFeatures the JSON property {@code os.features}
 * @param variant of the architecture, such as {@code v8}
 */
public record Platform(
        String architecture,
        String os,
        @Nullable String osVersion,
        List<String> osFeatures,
        @Nullable String variant) {
    public Platform {
        osVersion = Values.text(osVersion);
        osFeatures = List.copyOf(osFeatures);
        variant = Values.text(variant);
    }

    static Platform fromJson(JsonValue json) {
        return new Platform(
                json.at("architecture").text(),
                json.at("os").text(),
                json.at("os.version").textOrNull(),
                json.at("os.features").texts(),
                json.at("variant").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("architecture", architecture)
                .put("os", os)
                .putIfPresent("os.version", osVersion)
                .putIfPresent("os.features", osFeatures)
                .putIfPresent("variant", variant);
    }
}
