package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonProperty;
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
        @Required String architecture,
        @Required String os,
        @JsonProperty("os.version") @Nullable String osVersion,
        @JsonProperty("os.features") List<String> osFeatures,
        @Nullable String variant) {
    public Platform {
        osVersion = Values.text(osVersion);
        osFeatures = List.copyOf(osFeatures);
        variant = Values.text(variant);
    }
}
