package io.jdock.image;

import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes configurations, manifests and indexes of images into a store, whose layers are there already. The same draft becomes
 * the same bytes. Safe for use by several threads.
 */
public final class ImageWriter {
    private final LocalStore store;
    private final ConfigWriter json = new ConfigWriter();

    public ImageWriter(LocalStore store) {
        this.store = store;
    }

    /**
     * Writes an image for one platform.
     *
     * @return reference to its manifest, with the platform
     * @throws ImageException if a layer of the base has no name in this form
     */
    public ContentDescriptor write(ImageDraft draft, ImageForm form) throws IOException {
        ContentDescriptor configuration = store.write(form.configuration(), json.write(configuration(draft)));
        List<ContentDescriptor> layers = new ArrayList<>();
        for (ContentDescriptor layer : draft.packedLayers()) {
            layers.add(layer(layer, form));
        }
        ImageManifest manifest = new ImageManifest(
                ImageManifest.SCHEMA_VERSION,
                form.manifest(),
                null,
                configuration,
                layers,
                null,
                new TreeMap<>(draft.annotations()));
        return withPlatform(store.write(form.manifest(), json.write(manifest)), draft.platform());
    }

    /**
     * Writes an index of images for several platforms.
     *
     * @param manifests as {@link #write} returned them
     */
    public ContentDescriptor writeIndex(List<ContentDescriptor> manifests, ImageForm form) throws IOException {
        ImageIndex index = new ImageIndex(ImageManifest.SCHEMA_VERSION, form.index(), null, manifests, null, Map.of());
        return store.write(form.index(), json.write(index));
    }

    private static ContentDescriptor layer(ContentDescriptor layer, ImageForm form) throws ImageException {
        return ContentDescriptor.of(form.layer(layer.mediaType()), layer.digest(), layer.size());
    }

    private static ContentDescriptor withPlatform(ContentDescriptor manifest, Platform platform) {
        return new ContentDescriptor(
                manifest.mediaType(), manifest.digest(), manifest.size(), List.of(), Map.of(), null, platform, null);
    }

    private static Image configuration(ImageDraft draft) {
        String created = draft.created().toString();
        List<Digest> diffIds = new ArrayList<>();
        List<Image.History> history = new ArrayList<>();
        draft.base().map(LocalImage::configuration).ifPresent(base -> {
            diffIds.addAll(base.rootfs().diffIds());
            history.addAll(historyOf(base));
        });
        for (ImageDraft.Step step : draft.layers()) {
            step.layer().map(WrittenLayer::diffId).ifPresent(diffIds::add);
            history.add(new Image.History(
                    created, step.createdBy(), null, null, step.layer().isEmpty()));
        }
        Platform platform = draft.platform();
        return new Image(
                created,
                null,
                platform.architecture(),
                platform.os(),
                platform.osVersion(),
                platform.osFeatures(),
                platform.variant(),
                sorted(draft.config()),
                new Image.RootFs(Image.RootFs.LAYERS, diffIds),
                history);
    }

    /** What has no order of its own must not have one by chance. */
    private static ImageConfig sorted(ImageConfig config) {
        return config.toBuilder()
                .labels(new TreeMap<>(config.labels()))
                .exposedPorts(new TreeSet<>(config.exposedPorts()))
                .volumes(new TreeSet<>(config.volumes()))
                .build();
    }

    /** Readers count its layers, so a history that tells of others is none. */
    private static List<Image.History> historyOf(Image base) {
        long told = base.history().stream().filter(step -> !step.emptyLayer()).count();
        int layers = base.rootfs().diffIds().size();
        return told == layers
                ? base.history()
                : Collections.nCopies(
                        layers, new Image.History(Instant.EPOCH.toString(), "base image", null, null, false));
    }
}
