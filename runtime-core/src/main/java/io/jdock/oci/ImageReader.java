package io.jdock.oci;

import io.jdock.json.JsonValue;
import io.jdock.json.Quote;

/**
 * Reads the documents of the image specification and validates them. May be used by several threads.
 *
 * <p>Every method throws {@link InvalidSpecException} for a document that is not well-formed JSON, is larger
 * than 16 MiB, is nested deeper than 200 levels, has a property twice, or has a value that the specification forbids.
 * Docker's media types are taken too, since the documents are the same.
 */
public final class ImageReader {
    /** An index; one without a media type must not look like a manifest. */
    public ImageIndex readIndex(byte[] document) {
        ImageIndex index = Documents.read(document, json -> ImageIndex.fromJson(without(json, "config", "layers")));
        Field field = Field.DOCUMENT;
        schemaVersion(field, index.schemaVersion());
        if (index.mediaType() != null) {
            field.at("mediaType")
                    .require(
                            MediaTypes.isIndex(index.mediaType()),
                            index.mediaType(),
                            Quote.text(MediaTypes.IMAGE_INDEX));
        }
        field.at("manifests").each(index.manifests(), ImageReader::descriptor);
        field.at("subject").ifPresent(index.subject(), ImageReader::descriptor);
        return index;
    }

    /** A manifest; one without a media type must not look like an index. */
    public ImageManifest readManifest(byte[] document) {
        ImageManifest manifest = Documents.read(document, json -> ImageManifest.fromJson(without(json, "manifests")));
        Field field = Field.DOCUMENT;
        schemaVersion(field, manifest.schemaVersion());
        if (manifest.mediaType() != null) {
            field.at("mediaType")
                    .require(
                            MediaTypes.isManifest(manifest.mediaType()),
                            manifest.mediaType(),
                            Quote.text(MediaTypes.IMAGE_MANIFEST));
        }
        descriptor(field.at("config"), manifest.config());
        field.at("layers").each(manifest.layers(), ImageReader::descriptor);
        field.at("subject").ifPresent(manifest.subject(), ImageReader::descriptor);
        return manifest;
    }

    /** The configuration of an image. */
    public Image readImage(byte[] document) {
        Image image = Documents.read(document, Image::fromJson);
        Field field = Field.DOCUMENT;
        field.at("architecture").notEmpty(image.architecture());
        field.at("os").notEmpty(image.os());
        String type = image.rootfs().type();
        field.at("rootfs").at("type").require(type.equals(Image.RootFs.LAYERS), type, Quote.text(Image.RootFs.LAYERS));
        config(field.at("config"), image.config());
        return image;
    }

    /** The file {@code oci-layout}. */
    public ImageLayout readLayout(byte[] document) {
        ImageLayout layout = Documents.read(document, ImageLayout::fromJson);
        String version = layout.imageLayoutVersion();
        Field.DOCUMENT
                .at("imageLayoutVersion")
                .require(version.equals(ImageLayout.VERSION), version, Quote.text(ImageLayout.VERSION));
        return layout;
    }

    private static void schemaVersion(Field field, int version) {
        field.at("schemaVersion").range(version, ImageManifest.SCHEMA_VERSION, ImageManifest.SCHEMA_VERSION);
    }

    /**
     * What is a manifest to one reader and an index to another lets a signature for the one pass for the other
     * (CVE-2021-41190).
     */
    private static JsonValue without(JsonValue document, String... properties) {
        for (String property : properties) {
            if (document.keys().contains(property)) {
                throw Field.DOCUMENT.at(property).refuse("given", "absent in a document of this kind");
            }
        }
        return document;
    }

    private static void descriptor(Field field, ContentDescriptor descriptor) {
        field.at("mediaType").notEmpty(descriptor.mediaType());
        field.at("size").atLeast(descriptor.size(), 0);
    }

    /** What goes into a container later. Variables without a value are seen in the wild, so those are let through. */
    private static void config(Field field, ImageConfig config) {
        field.at("User").text(config.user());
        field.at("Env").each(config.env(), Field::text);
        field.at("Entrypoint").each(config.entrypoint(), Field::text);
        field.at("Cmd").each(config.cmd(), Field::text);
        field.at("WorkingDir").text(config.workingDir());
        config.volumes().forEach(field.at("Volumes")::text);
        field.at("StopSignal").text(config.stopSignal());
        field.at("Shell").each(config.shell(), Field::text);
        field.at("Healthcheck").ifPresent(config.healthcheck(), ImageReader::healthcheck);
    }

    private static void healthcheck(Field field, Healthcheck check) {
        field.at("Test").each(check.test(), Field::text);
        field.at("Interval").atLeast(check.interval(), 0);
        field.at("Timeout").atLeast(check.timeout(), 0);
        field.at("StartPeriod").atLeast(check.startPeriod(), 0);
        field.at("StartInterval").atLeast(check.startInterval(), 0);
        field.at("Retries").atLeast(check.retries(), 0);
    }
}
