package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content (image-spec, descriptor.md). The Go type is {@code Descriptor}.
 *
 * @param mediaType of the content, such as one of {@link MediaTypes}
 * @param digest that the content must have
 * @param size in bytes that the content must have, 0 or more
 * @param urls from which the content may be had besides
 * @param annotations free data about the content
 * @param data the content itself in Base 64, if it is embedded
 * @param platform that an image manifest is for
 * @param artifactType of a manifest that is no image's
 */
public record ContentDescriptor(
        String mediaType,
        Digest digest,
        long size,
        List<String> urls,
        Map<String, String> annotations,
        @Nullable String data,
        @Nullable Platform platform,
        @Nullable String artifactType) {
    public ContentDescriptor {
        urls = List.copyOf(urls);
        annotations = Values.copy(annotations);
        data = Values.text(data);
        artifactType = Values.text(artifactType);
    }

    /** A reference to content at hand. */
    public static ContentDescriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    /** A reference without anything that is optional. */
    public static ContentDescriptor of(String mediaType, Digest digest, long size) {
        return new ContentDescriptor(mediaType, digest, size, List.of(), Map.of(), null, null, null);
    }

    static ContentDescriptor fromJson(JsonValue json) {
        return new ContentDescriptor(
                json.at("mediaType").text(),
                Digest.fromJson(json.at("digest")),
                json.at("size").int64(),
                json.at("urls").texts(),
                json.at("annotations").textMap(),
                json.at("data").textOrNull(),
                json.at("platform").orNull(Platform::fromJson),
                json.at("artifactType").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size)
                .putIfPresent("urls", urls)
                .putIfPresent("annotations", annotations)
                .putIfPresent("data", data)
                .putObject("platform", platform, Platform::toJson)
                .putIfPresent("artifactType", artifactType);
    }
}
