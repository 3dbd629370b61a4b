package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is to be written.
 *
 * @param base whose layers are below; none for an image from scratch
 * @param platform what it runs on
 * @param layers what is done to the base, from the lowest layer to the topmost
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
     * How a layer, or something else of the image, came about.
     *
     * @param layer empty if only the configuration was changed
     * @param createdBy for people
     */
    public record Step(Optional<WrittenLayer> layer, String createdBy) {
        /** A layer and how it came about. */
        public Step(WrittenLayer layer, String createdBy) {
            this(Optional.of(layer), createdBy);
        }
    }

    /** The packed layers of base and steps, from the lowest to the topmost. */
    public List<ContentDescriptor> packedLayers() {
        List<ContentDescriptor> all =
                new ArrayList<>(base.map(LocalImage::layers).orElse(List.of()));
        layers.forEach(step -> step.layer().map(WrittenLayer::packed).ifPresent(all::add));
        return List.copyOf(all);
    }
}
