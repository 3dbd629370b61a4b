package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Everything in the store that images need: manifests, configurations and layers, each once. */
final class Reachable {
    private final LocalStore store;
    private final ImageReader reader = new ImageReader();
    private final Map<Digest, ContentDescriptor> contents = new LinkedHashMap<>();
    private final Set<Digest> diffIds = new HashSet<>();

    Reachable(LocalStore store) {
        this.store = store;
    }

    /** Adds an image, of which not everything has to be there. */
    Reachable add(ContentDescriptor content) throws IOException {
        if (contents.containsKey(content.digest()) || !store.has(content.digest())) {
            return this;
        }
        contents.put(content.digest(), content);
        try {
            if (MediaTypes.isIndex(content.mediaType())) {
                for (ContentDescriptor manifest :
                        reader.readIndex(store.read(content)).manifests()) {
                    add(manifest);
                }
            } else if (MediaTypes.isManifest(content.mediaType())) {
                ImageManifest manifest = reader.readManifest(store.read(content));
                if (add(manifest.config())
                        .contents
                        .containsKey(manifest.config().digest())) {
                    diffIds.addAll(reader.readImage(store.read(manifest.config()))
                            .rootfs()
                            .diffIds());
                }
                for (ContentDescriptor layer : manifest.layers()) {
                    add(layer);
                }
            }
        } catch (ImageException | InvalidSpecException e) {
            // damaged on disk: it counts itself, and what it needed is not known
        }
        return this;
    }

    Map<Digest, ContentDescriptor> contents() {
        return contents;
    }

    /** What the layers are known by when they are unpacked. */
    Set<Digest> diffIds() {
        return diffIds;
    }

    /** In bytes, as packed. */
    long size() {
        return contents.values().stream().mapToLong(ContentDescriptor::size).sum();
    }
}
