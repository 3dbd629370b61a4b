package io.jdock.image;

import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is to be written.
 *
 * @param base whose layers are below; none for an image from scratch
 * @param platform what it runs on
 * @param layers on top of the base, from the lowest to the topmost
 * @param config what runs in it; the base's is not taken into account
 * @param created the time that it says it was made at; for the same image again, the same one
 * @param annotations of its manifest
 */
public record ImageDraft(
        Optional<LocalImage> base,
        Platform platform,
        List<Step> layers,
        ImageConfig config,
        Instant created,
        Map<String, String> annotations) {
    public ImageDraft {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * A layer and how it came about.
     *
     * @param createdBy for people
     */
    public record Step(WrittenLayer layer, String createdBy) {}
}
