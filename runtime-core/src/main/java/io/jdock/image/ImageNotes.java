package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What images consist of, as notes have it, component by component in the order of the records. */
final class ImageNotes {
    private ImageNotes() {}

    static Digest digest(NoteInput in) {
        return new Digest(in.text(), in.text());
    }

    static void put(NoteOutput out, Digest digest) {
        out.text(digest.algorithm()).text(digest.encoded());
    }

    static Platform platform(NoteInput in) {
        return new Platform(in.text(), in.text(), in.textOrNull(), in.texts(), in.textOrNull());
    }

    static void put(NoteOutput out, Platform platform) {
        out.text(platform.architecture())
                .text(platform.os())
                .textOrNull(platform.osVersion())
                .texts(platform.osFeatures())
                .textOrNull(platform.variant());
    }

    static ContentDescriptor descriptor(NoteInput in) {
        return new ContentDescriptor(
                in.text(),
                digest(in),
                in.number(),
                in.texts(),
                in.textMap(),
                in.textOrNull(),
                in.flag() ? platform(in) : null,
                in.textOrNull());
    }

    static void put(NoteOutput out, ContentDescriptor descriptor) {
        out.text(descriptor.mediaType());
        put(out, descriptor.digest());
        out.number(descriptor.size())
                .texts(descriptor.urls())
                .textMap(descriptor.annotations())
                .textOrNull(descriptor.data())
                .flag(descriptor.platform() != null);
        if (descriptor.platform() != null) {
            put(out, descriptor.platform());
        }
        out.textOrNull(descriptor.artifactType());
    }

    static LocalImage image(NoteInput in) {
        ContentDescriptor manifest = descriptor(in);
        Image configuration = configuration(in);
        List<ContentDescriptor> layers = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            layers.add(descriptor(in));
        }
        return new LocalImage(manifest, configuration, layers);
    }

    static void put(NoteOutput out, LocalImage image) {
        put(out, image.manifest());
        put(out, image.configuration());
        out.count(image.layers().size());
        for (ContentDescriptor layer : image.layers()) {
            put(out, layer);
        }
    }

    private static Image configuration(NoteInput in) {
        return new Image(
                in.textOrNull(),
                in.textOrNull(),
                in.text(),
                in.text(),
                in.textOrNull(),
                in.texts(),
                in.textOrNull(),
                config(in),
                new Image.RootFs(in.text(), digests(in)),
                history(in));
    }

    private static void put(NoteOutput out, Image image) {
        out.textOrNull(image.created())
                .textOrNull(image.author())
                .text(image.architecture())
                .text(image.os())
                .textOrNull(image.osVersion())
                .texts(image.osFeatures())
                .textOrNull(image.variant());
        put(out, image.config());
        out.text(image.rootfs().type()).count(image.rootfs().diffIds().size());
        for (Digest diffId : image.rootfs().diffIds()) {
            put(out, diffId);
        }
        out.count(image.history().size());
        for (Image.History step : image.history()) {
            out.textOrNull(step.created())
                    .textOrNull(step.createdBy())
                    .textOrNull(step.author())
                    .textOrNull(step.comment())
                    .flag(step.emptyLayer());
        }
    }

    private static List<Digest> digests(NoteInput in) {
        List<Digest> digests = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            digests.add(digest(in));
        }
        return digests;
    }

    private static List<Image.History> history(NoteInput in) {
        List<Image.History> history = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            history.add(
                    new Image.History(in.textOrNull(), in.textOrNull(), in.textOrNull(), in.textOrNull(), in.flag()));
        }
        return history;
    }

    private static ImageConfig config(NoteInput in) {
        return new ImageConfig(
                in.textOrNull(),
                in.textSet(),
                in.texts(),
                in.texts(),
                in.texts(),
                in.textSet(),
                in.textOrNull(),
                in.textMap(),
                in.textOrNull(),
                in.flag() ? healthcheck(in) : null,
                in.texts(),
                in.texts(),
                in.plainMap());
    }

    private static void put(NoteOutput out, ImageConfig config) {
        out.textOrNull(config.user())
                .texts(config.exposedPorts())
                .texts(config.env())
                .texts(config.entrypoint())
                .texts(config.cmd())
                .texts(config.volumes())
                .textOrNull(config.workingDir())
                .textMap(config.labels())
                .textOrNull(config.stopSignal());
        put(out, config.healthcheck());
        out.texts(config.onBuild()).texts(config.shell()).plainMap(config.others());
    }

    private static Healthcheck healthcheck(NoteInput in) {
        return new Healthcheck(in.texts(), in.number(), in.number(), in.number(), in.number(), in.count());
    }

    private static void put(NoteOutput out, @Nullable Healthcheck check) {
        out.flag(check != null);
        if (check != null) {
            out.texts(check.test())
                    .number(check.interval())
                    .number(check.timeout())
                    .number(check.startPeriod())
                    .number(check.startInterval())
                    .count(check.retries());
        }
    }
}
