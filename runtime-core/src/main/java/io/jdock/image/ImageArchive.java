package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images in files: a directory or a tar archive, as an OCI image layout (image-spec, image-layout.md) or as {@code docker
 * save} writes it.
 */
public final class ImageArchive {
    private static final String LAYOUT = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String DOCKER = "manifest.json";
    private static final String NAME = "org.opencontainers.image.ref.name";
    private static final int MAX_INDEXES = 4;

    private final LocalStore store;
    private final ImageReader reader = new ImageReader();
    private final ConfigWriter writer = new ConfigWriter();

    /**
     * An image that was loaded.
     *
     * @param name under which the archive has it: a tag or a whole reference
     * @param content its manifest or index
     */
    public record Loaded(Optional<String> name, ContentDescriptor content) {}

    /** An entry of docker's {@code manifest.json}. */
    private record DockerImage(String config, List<String> tags, List<String> layers) {
        static DockerImage fromJson(JsonValue json) {
            return new DockerImage(
                    json.at("Config").text(),
                    json.at("RepoTags").texts(),
                    json.at("Layers").requiredList(JsonValue::text));
        }
    }

    public ImageArchive(LocalStore store) {
        this.store = store;
    }

    /**
     * Takes all images of a file into the store; gives them no names there.
     *
     * @param source a directory or a tar archive, which may be packed with gzip
     * @throws ImageException if it has no images, or one is incomplete or damaged
     */
    public List<Loaded> load(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return load(new ArchiveFiles.InDirectory(source));
        }
        if (!Files.isRegularFile(source)) {
            throw new ImageException(source.toString(), "there is no such file or directory", null);
        }
        try (ArchiveFiles.InTar files = ArchiveFiles.InTar.spread(source, store.ingest())) {
            return load(files);
        }
    }

    private List<Loaded> load(ArchiveFiles files) throws IOException {
        try {
            if (files.find(LAYOUT).isPresent()) {
                return loadLayout(files);
            }
            if (files.find(DOCKER).isPresent()) {
                return loadDocker(files);
            }
        } catch (InvalidSpecException e) {
            throw new ImageException(files.toString(), "an image is not valid: " + e.getMessage(), null, e);
        }
        throw new ImageException(
                files.toString(),
                "there is no image: neither " + LAYOUT + " nor " + DOCKER,
                "OCI image layouts and archives of docker save can be read");
    }

    // ---- OCI image layout

    private List<Loaded> loadLayout(ArchiveFiles files) throws IOException {
        reader.readLayout(files.document(LAYOUT));
        List<Loaded> loaded = new ArrayList<>();
        for (ContentDescriptor content : reader.readIndex(files.document(INDEX)).manifests()) {
            copy(files, content);
            if (MediaTypes.isIndex(content.mediaType())) {
                copyManifests(files, content, 1);
            } else {
                copyManifest(files, content);
            }
            loaded.add(new Loaded(Optional.ofNullable(content.annotations().get(NAME)), content));
        }
        return loaded;
    }

    private void copyManifests(ArchiveFiles files, ContentDescriptor content, int depth) throws IOException {
        ImageIndex index = reader.readIndex(store.read(content));
        for (ContentDescriptor manifest : index.manifests()) {
            // An index may tell of platforms whose images were not saved.
            if (files.find(blob(manifest)).isEmpty()) {
                continue;
            }
            copy(files, manifest);
            if (MediaTypes.isManifest(manifest.mediaType())) {
                copyManifest(files, manifest);
            } else if (MediaTypes.isIndex(manifest.mediaType()) && depth < MAX_INDEXES) {
                copyManifests(files, manifest, depth + 1);
            }
        }
    }

    private void copyManifest(ArchiveFiles files, ContentDescriptor content) throws IOException {
        ImageManifest manifest = reader.readManifest(store.read(content));
        copy(files, manifest.config());
        for (ContentDescriptor layer : manifest.layers()) {
            copy(files, layer);
        }
    }

    private void copy(ArchiveFiles files, ContentDescriptor descriptor) throws IOException {
        try (InputStream content = files.open(blob(descriptor))) {
            store.copy(descriptor, content);
        }
    }

    private static String blob(ContentDescriptor descriptor) {
        return "blobs/" + descriptor.digest().algorithm() + "/"
                + descriptor.digest().encoded();
    }

    // ---- docker save

    private List<Loaded> loadDocker(ArchiveFiles files) throws IOException {
        List<Loaded> loaded = new ArrayList<>();
        for (DockerImage image : dockerImages(files)) {
            ContentDescriptor config = store.write(MediaTypes.IMAGE_CONFIG, files.document(image.config()));
            List<ContentDescriptor> layers = new ArrayList<>();
            for (String layer : image.layers()) {
                layers.add(copyLayer(files, layer));
            }
            ContentDescriptor manifest =
                    store.write(MediaTypes.IMAGE_MANIFEST, writer.write(ImageManifest.of(config, layers)));
            if (image.tags().isEmpty()) {
                loaded.add(new Loaded(Optional.empty(), manifest));
            }
            image.tags().forEach(tag -> loaded.add(new Loaded(Optional.of(tag), manifest)));
        }
        return loaded;
    }

    private static List<DockerImage> dockerImages(ArchiveFiles files) throws IOException {
        try {
            return JsonReader.read(files.document(DOCKER)).requiredList(DockerImage::fromJson);
        } catch (JsonException e) {
            throw new ImageException(files.toString(), DOCKER + " is not valid: " + e.getMessage(), null, e);
        }
    }

    private ContentDescriptor copyLayer(ArchiveFiles files, String name) throws IOException {
        MessageDigest hash = Verification.sha256(Long.MAX_VALUE);
        long size;
        try (InputStream content = new DigestInputStream(files.open(name), hash)) {
            size = content.transferTo(OutputStream.nullOutputStream());
        }
        Digest digest = Digest.ofSha256(hash.digest());
        ContentDescriptor layer = ContentDescriptor.of(mediaType(files, name), digest, size);
        try (InputStream content = files.open(name)) {
            store.copy(layer, content);
        }
        return layer;
    }

    private static String mediaType(ArchiveFiles files, String name) throws IOException {
        try (InputStream content = new BufferedInputStream(files.open(name))) {
            return Compression.of(content, name).mediaType();
        }
    }
}
