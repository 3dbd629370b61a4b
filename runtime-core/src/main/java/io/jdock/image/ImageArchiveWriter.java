package io.jdock.image;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonWriter;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.FreshFile;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.ImageLayout;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes images of a store to files: what {@link ImageArchive} reads. The same images become the same bytes. A file is replaced when
 * the new one is complete; of several images, layers that they share are written once. An image in Docker's form has another
 * digest in a layout, where it gets the form of OCI: readers such as Skopeo take no other there.
 */
public final class ImageArchiveWriter {
    private static final String BLOBS = "blobs";
    private static final String LAYOUT = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String DOCKER = "manifest.json";
    private static final String NAME = "org.opencontainers.image.ref.name";

    private final LocalStore store;
    private final ImageReader reader = new ImageReader();
    private final ConfigWriter json = new ConfigWriter();

    public ImageArchiveWriter(LocalStore store) {
        this.store = store;
    }

    // ---- OCI image layout

    /**
     * Adds images to a layout, which is made if it is not there. What has the same name, or is the same image, is replaced.
     *
     * @throws ImageException if the directory has files and is no layout, or an image is not complete in the store
     */
    public void writeLayout(Path directory, List<NamedImage> given) throws IOException {
        List<NamedImage> images = inFormOfOci(given);
        List<ContentDescriptor> entries = new ArrayList<>(entriesOf(directory));
        for (ContentDescriptor entry : entries(images)) {
            entries.removeIf(other -> name(entry).equals(name(other))
                    && (name(entry).isPresent() || entry.digest().equals(other.digest())));
            entries.add(entry);
        }
        Files.createDirectories(directory);
        for (ContentDescriptor content : contents(images)) {
            Path file = directory.resolve(blob(content));
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                replace(file, out -> copy(content, out));
            }
        }
        replace(directory.resolve(LAYOUT), out -> out.write(layout()));
        replace(directory.resolve(INDEX), out -> out.write(json.write(ImageIndex.of(entries))));
    }

    private List<ContentDescriptor> entriesOf(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        ArchiveFiles files = new ArchiveFiles.InDirectory(directory);
        if (files.find(INDEX).isPresent()) {
            return reader.readIndex(files.document(INDEX)).manifests();
        }
        try (var there = Files.list(directory)) {
            if (there.findAny().isPresent()) {
                throw new ImageException(
                        directory.toString(), "it has files and is no OCI image layout", "name another directory");
            }
        }
        return List.of();
    }

    /** Writes a tar archive of a layout. */
    public void writeOciArchive(Path file, List<NamedImage> given) throws IOException {
        List<NamedImage> images = inFormOfOci(given);
        List<ContentDescriptor> contents = contents(images);
        List<ArchivePart> parts = new ArrayList<>();
        parts.add(ArchivePart.directory(BLOBS));
        for (String algorithm : contents.stream()
                .map(content -> content.digest().algorithm())
                .distinct()
                .toList()) {
            parts.add(ArchivePart.directory(BLOBS + "/" + algorithm));
        }
        for (ContentDescriptor content : contents) {
            parts.add(ArchivePart.content(blob(content), store, content));
        }
        parts.add(ArchivePart.document(LAYOUT, layout()));
        parts.add(ArchivePart.document(INDEX, json.write(ImageIndex.of(entries(images)))));
        new ArchiveFile(store, file).write(parts);
    }

    private List<NamedImage> inFormOfOci(List<NamedImage> images) throws IOException {
        List<NamedImage> converted = new ArrayList<>();
        for (NamedImage image : images) {
            converted.add(new NamedImage(image.name(), inFormOfOci(image.content())));
        }
        return converted;
    }

    private ContentDescriptor inFormOfOci(ContentDescriptor content) throws IOException {
        if (content.mediaType().equals(MediaTypes.DOCKER_MANIFEST)) {
            ImageManifest manifest = reader.readManifest(store.read(content));
            List<ContentDescriptor> layers = new ArrayList<>();
            for (ContentDescriptor layer : manifest.layers()) {
                layers.add(ContentDescriptor.of(ImageForm.OCI.layer(layer.mediaType()), layer.digest(), layer.size()));
            }
            ContentDescriptor config = manifest.config();
            return write(
                    content,
                    MediaTypes.IMAGE_MANIFEST,
                    new ImageManifest(
                            ImageManifest.SCHEMA_VERSION,
                            MediaTypes.IMAGE_MANIFEST,
                            null,
                            ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config.digest(), config.size()),
                            layers,
                            null,
                            manifest.annotations()));
        }
        if (content.mediaType().equals(MediaTypes.DOCKER_MANIFEST_LIST)) {
            List<ContentDescriptor> manifests = new ArrayList<>();
            for (ContentDescriptor manifest :
                    reader.readIndex(store.read(content)).manifests()) {
                // those of other platforms, which the store may not have, would be in Docker's form still
                if (store.has(manifest.digest())) {
                    manifests.add(inFormOfOci(manifest));
                }
            }
            return write(content, MediaTypes.IMAGE_INDEX, ImageIndex.of(manifests));
        }
        return content;
    }

    private ContentDescriptor write(ContentDescriptor of, String mediaType, Record document) throws IOException {
        ContentDescriptor written = store.write(mediaType, json.write(document));
        return new ContentDescriptor(
                mediaType, written.digest(), written.size(), List.of(), Map.of(), null, of.platform(), null);
    }

    private byte[] layout() {
        return json.write(new ImageLayout(ImageLayout.VERSION));
    }

    private static Optional<String> name(ContentDescriptor entry) {
        return Optional.ofNullable(entry.annotations().get(NAME));
    }

    private static List<ContentDescriptor> entries(List<NamedImage> images) {
        return images.stream()
                .map(image -> new ContentDescriptor(
                        image.content().mediaType(),
                        image.content().digest(),
                        image.content().size(),
                        List.of(),
                        image.name().map(name -> Map.of(NAME, name)).orElse(Map.of()),
                        null,
                        image.content().platform(),
                        null))
                .toList();
    }

    private static String blob(ContentDescriptor content) {
        return BLOBS + "/" + content.digest().algorithm() + "/"
                + content.digest().encoded();
    }

    // ---- docker save

    /**
     * Writes an archive that {@code docker load} and {@code podman load} take.
     *
     * @param images whose names must be whole references, such as {@code docker.io/library/hello:1.0}
     * @param architecture of indexes, the image for this one
     */
    public void writeDockerArchive(Path file, List<NamedImage> images, String architecture) throws IOException {
        Map<ContentDescriptor, List<String>> tags = new LinkedHashMap<>();
        for (NamedImage image : images) {
            List<String> names = tags.computeIfAbsent(image.content(), content -> new ArrayList<>());
            image.name().ifPresent(names::add);
        }
        Map<String, ContentDescriptor> layers = new LinkedHashMap<>();
        Map<String, ContentDescriptor> configs = new LinkedHashMap<>();
        List<JsonObject> listed = new ArrayList<>();
        for (Map.Entry<ContentDescriptor, List<String>> image : tags.entrySet()) {
            LocalImage local = store.image(image.getKey(), architecture);
            ContentDescriptor config =
                    reader.readManifest(store.read(local.manifest())).config();
            configs.put(config.digest().encoded() + ".json", config);
            local.layers().forEach(layer -> layers.put(fileName(layer), layer));
            listed.add(new JsonObject()
                    .put("Config", config.digest().encoded() + ".json")
                    .put("RepoTags", image.getValue())
                    .put(
                            "Layers",
                            local.layers().stream()
                                    .map(ImageArchiveWriter::fileName)
                                    .toList()));
        }
        layers.putAll(configs);
        List<ArchivePart> parts = new ArrayList<>();
        for (Map.Entry<String, ContentDescriptor> content : layers.entrySet()) {
            parts.add(ArchivePart.content(content.getKey(), store, content.getValue()));
        }
        parts.add(ArchivePart.document(DOCKER, JsonWriter.compact(listed)));
        new ArchiveFile(store, file).write(parts);
    }

    /** Readers go by what a layer begins with; the name is for people. */
    private static String fileName(ContentDescriptor layer) {
        return layer.digest().encoded()
                + switch (layer.mediaType()) {
                    case MediaTypes.IMAGE_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP -> ".tar.gz";
                    case MediaTypes.IMAGE_LAYER_ZSTD -> ".tar.zst";
                    default -> ".tar";
                };
    }

    // ---- contents

    /**
     * All that belongs to images, each once; of an index, the images that the store has. What changes least comes first: the layers of
     * each image from the lowest on, then what names them.
     */
    private List<ContentDescriptor> contents(List<NamedImage> images) throws IOException {
        Set<ContentDescriptor> layers = new LinkedHashSet<>();
        Set<ContentDescriptor> documents = new LinkedHashSet<>();
        for (NamedImage image : images) {
            collect(image.content(), layers, documents);
        }
        Map<Digest, ContentDescriptor> contents = new LinkedHashMap<>();
        layers.forEach(layer -> contents.putIfAbsent(layer.digest(), layer));
        documents.forEach(document -> contents.putIfAbsent(document.digest(), document));
        return List.copyOf(contents.values());
    }

    private void collect(ContentDescriptor content, Set<ContentDescriptor> layers, Set<ContentDescriptor> documents)
            throws IOException {
        if (!documents.add(content)) {
            return;
        }
        if (MediaTypes.isIndex(content.mediaType())) {
            for (ContentDescriptor manifest :
                    reader.readIndex(store.read(content)).manifests()) {
                if (store.has(manifest.digest())) {
                    collect(manifest, layers, documents);
                }
            }
        } else if (MediaTypes.isManifest(content.mediaType())) {
            ImageManifest manifest = reader.readManifest(store.read(content));
            documents.add(manifest.config());
            layers.addAll(manifest.layers());
        }
    }

    // ---- files

    private interface Writing {
        void to(FileOutput out) throws IOException;
    }

    private void copy(ContentDescriptor content, FileOutput out) throws IOException {
        try (Descriptor blob = store.openFile(content.digest())) {
            if (!out.append(blob, content.size())) {
                throw new ImageException(
                        content.digest().toString(),
                        "it has " + FileStatus.of(blob).size() + " bytes in the store " + store.root() + " instead of "
                                + content.size(),
                        "remove " + store.blob(content.digest()) + " and pull the image again");
            }
        }
    }

    private static void replace(Path file, Writing content) throws IOException {
        try (FreshFile fresh = FreshFile.beside(file, FreshFile.USUAL);
                FileOutput out = new FileOutput(fresh.file())) {
            content.to(out);
            out.flush();
            fresh.place();
        }
    }
}
