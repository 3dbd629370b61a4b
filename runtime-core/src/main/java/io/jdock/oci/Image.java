package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
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
        String architecture,
        String os,
        @Nullable String osVersion,
        List<String> osFeatures,
        @Nullable String variant,
        ImageConfig config,
        RootFs rootfs,
        List<History> history) {
    public Image {
        created = Values.text(created);
        author = Values.text(author);
        osVersion = Values.text(osVersion);
        osFeatures = List.copyOf(osFeatures);
        variant = Values.text(variant);
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
    public record RootFs(String type, List<Digest> diffIds) {
        /** The only type there is. */
        public static final String LAYERS = "layers";

        public RootFs {
            diffIds = List.copyOf(diffIds);
        }

        static RootFs fromJson(JsonValue json) {
            return new RootFs(json.at("type").text(), json.at("diff_ids").requiredList(Digest::fromJson));
        }

        JsonObject toJson() {
            return new JsonObject().put("type", type).put("diff_ids", JsonObject.list(diffIds, Digest::toString));
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
            @Nullable String createdBy,
            @Nullable String author,
            @Nullable String comment,
            boolean emptyLayer) {
        public History {
            created = Values.text(created);
            createdBy = Values.text(createdBy);
            author = Values.text(author);
            comment = Values.text(comment);
        }

        static History fromJson(JsonValue json) {
            return new History(
                    json.at("created").textOrNull(),
                    json.at("created_by").textOrNull(),
                    json.at("author").textOrNull(),
                    json.at("comment").textOrNull(),
                    json.at("empty_layer").flagOr(false));
        }

        JsonObject toJson() {
            return new JsonObject()
                    .putIfPresent("created", created)
                    .putIfPresent("created_by", createdBy)
                    .putIfPresent("author", author)
                    .putIfPresent("comment", comment)
                    .putIfSet("empty_layer", emptyLayer);
        }
    }

    static Image fromJson(JsonValue json) {
        return new Image(
                json.at("created").textOrNull(),
                json.at("author").textOrNull(),
                json.at("architecture").text(),
                json.at("os").text(),
                json.at("os.version").textOrNull(),
                json.at("os.features").texts(),
                json.at("variant").textOrNull(),
                json.at("config").or(ImageConfig.NONE, ImageConfig::fromJson),
                RootFs.fromJson(json.at("rootfs")),
                json.at("history").list(History::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("created", created)
                .putIfPresent("author", author)
                .put("architecture", architecture)
                .put("os", os)
                .putIfPresent("os.version", osVersion)
                .putIfPresent("os.features", osFeatures)
                .putIfPresent("variant", variant)
                .putNonEmpty("config", config.toJson())
                .put("rootfs", rootfs.toJson())
                .putList("history", history, History::toJson);
    }
}
