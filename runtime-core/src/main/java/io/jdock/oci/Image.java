package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image's configuration: how its layers become a root file system and what is run in it (image-spec, config.md).
 *
 * @param created when, as RFC 3339 writes it
 * @param author name or address of whoever is responsible
 * @param architecture as Go names it, such as {@code amd64} or {@code arm64}
 * @param os as Go names it, such as {@code linux}
 * @param osVersion the JSON property {@code os.version}
 * @param osFeatures the JSON property {@code os.features}
 * @param variant of the architecture, such as {@code v8}
 * @param config {@link ImageConfig#NONE} where absent
 * @param rootfs the layers
 * @param history how each layer came about, from the lowest to the topmost
 */
public record Image(
        @Nullable String created,
        @Nullable String author,
        @Required String architecture,
        @Required String os,
        @JsonProperty("os.version") @Nullable String osVersion,
        @JsonProperty("os.features") List<String> osFeatures,
        @Nullable String variant,
        @EmptyIfAbsent ImageConfig config,
        @Required RootFs rootfs,
        List<History> history) {
    public Image {
        created = Values.text(created);
        author = Values.text(author);
        osVersion = Values.text(osVersion);
        osFeatures = List.copyOf(osFeatures);
        variant = Values.text(variant);
        // Jackson passes null where a property is absent.
        config = Objects.requireNonNullElse(config, ImageConfig.NONE);
        history = List.copyOf(history);
    }

    /** What the image runs on. */
    public Platform platform() {
        return new Platform(architecture, os, osVersion, osFeatures, variant);
    }

    /**
     * The layers of an image.
     *
     * @param type always {@link #LAYERS}
     * @param diffIds digests of the layers' uncompressed tar archives, from the lowest to the topmost; the JSON property
     *     {@code diff_ids}
     */
    public record RootFs(
            @Required String type,
            @Required @JsonProperty("diff_ids") List<Digest> diffIds) {
        /** The only type there is. */
        public static final String LAYERS = "layers";

        public RootFs {
            diffIds = List.copyOf(diffIds);
        }
    }

    /**
     * How a layer came about.
     *
     * @param created when, as RFC 3339 writes it
     * @param createdBy the command
     * @param emptyLayer whether the step made no layer
     */
    public record History(
            @Nullable String created,
            @JsonProperty("created_by") @Nullable String createdBy,
            @Nullable String author,
            @Nullable String comment,
            @JsonProperty("empty_layer") @Defaulted boolean emptyLayer) {
        public History {
            created = Values.text(created);
            createdBy = Values.text(createdBy);
            author = Values.text(author);
            comment = Values.text(comment);
        }
    }
}
