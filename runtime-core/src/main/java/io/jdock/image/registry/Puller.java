package io.jdock.image.registry;

import io.jdock.image.ContentStore;
import io.jdock.image.ImageException;
import io.jdock.image.Incoming;
import io.jdock.image.LayerSource;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Parallel;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/** Fetches images from registries into the store. */
public final class Puller {
    private static final int MAX_INDEXES = 4;

    private final ImageReader reader = new ImageReader();
    private final LocalStore store;
    private final RegistrySettings settings;
    private final CredentialSource credentials;
    private final TransferListener listener;

    /**
     * @param listener is told how it goes on
     */
    public Puller(
            LocalStore store, RegistrySettings settings, CredentialSource credentials, TransferListener listener) {
        this.store = store;
        this.settings = settings;
        this.credentials = credentials;
        this.listener = listener;
    }

    /**
     * Fetches what of an image is not in the store yet, and gives it its name there. Mirrors are asked first.
     *
     * @param platform of which an index has one image among others
     * @return its manifest, or an index
     * @throws ImageException if it cannot be had, or is not what it claims to be; then the name stands for what it did before
     */
    public ContentDescriptor pull(Reference reference, Platform platform) throws IOException, InterruptedException {
        return pull(reference, platform, LayerTaker.NONE);
    }

    /**
     * As above, and hands on each layer while it comes.
     *
     * @param taker is called by several threads at once; what it throws ends the pull, once the layer is there
     */
    public ContentDescriptor pull(Reference reference, Platform platform, LayerTaker taker)
            throws IOException, InterruptedException {
        for (String mirror : settings.access(reference.registry()).mirrors()) {
            try {
                return pull(Endpoint.ofMirror(mirror, reference, settings), reference, platform, taker);
            } catch (IOException e) {
                listener.note("the mirror is not used: " + e.getMessage());
            }
        }
        return pull(Endpoint.of(reference, settings), reference, platform, taker);
    }

    private ContentDescriptor pull(Endpoint endpoint, Reference reference, Platform platform, LayerTaker taker)
            throws IOException, InterruptedException {
        try (Transport transport = new Transport(endpoint, settings, credentials)) {
            Repository repository = new Repository(endpoint, transport, Scope.pull(endpoint.repository()));
            Optional<ContentDescriptor> current = current(repository, reference, platform);
            if (current.isPresent()) {
                return current.get();
            }
            ContentDescriptor content = repository.manifest(reference.selector(), store);
            fetch(repository, manifest(repository, content, platform), platform, taker);
            store.image(content, platform); // reads and verifies all that is no layer
            if (!store.isComplete(content, platform)) {
                throw new ImageException(
                        reference.toString(), "parts of it went while others came", "pull it again without a prune");
            }
            store.tag(reference.toString(), content);
            return content;
        } catch (InvalidSpecException e) {
            throw new ImageException(
                    reference.toString(), "the registry's image is not valid: " + e.getMessage(), null, e);
        }
    }

    /** What the store has, if it is what the registry has. */
    private Optional<ContentDescriptor> current(Repository repository, Reference reference, Platform platform)
            throws IOException, InterruptedException {
        Optional<ContentDescriptor> stored = store.complete(reference.toString(), platform);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        Optional<Digest> newest =
                reference.digest().isPresent() ? reference.digest() : repository.digest(reference.selector());
        return stored.filter(content -> newest.filter(content.digest()::equals).isPresent());
    }

    /** The manifest for the platform, whose way leads over any number of indexes. */
    private ContentDescriptor manifest(Repository repository, ContentDescriptor top, Platform platform)
            throws IOException, InterruptedException {
        ContentDescriptor content = top;
        for (int depth = 0; MediaTypes.isIndex(content.mediaType()); depth++) {
            if (depth == MAX_INDEXES) {
                throw new ImageException(top.digest().toString(), "indexes lie in indexes too deep", null);
            }
            ImageIndex index = reader.readIndex(store.read(content));
            ContentDescriptor chosen = Platforms.choose(index, content.digest(), platform);
            content = repository.manifest(chosen.digest().toString(), store);
            if (content.size() != chosen.size() || !content.mediaType().equals(chosen.mediaType())) {
                throw new ImageException(
                        chosen.digest().toString(),
                        "the manifest has " + content.size() + " bytes and is of type " + content.mediaType()
                                + ", and its index says " + chosen.size() + " and "
                                + Answer.printable(chosen.mediaType()),
                        "nothing of it is used");
            }
        }
        return content;
    }

    private void fetch(Repository repository, ContentDescriptor manifest, Platform platform, LayerTaker taker)
            throws IOException, InterruptedException {
        ImageManifest read = reader.readManifest(store.read(manifest));
        ContentDescriptor config = read.config();
        if (config.size() > ContentStore.MAX_DOCUMENT) {
            throw new ImageException(
                    config.digest().toString(), "a configuration of " + config.size() + " bytes is too large", null);
        }
        new BlobDownload(repository, store, settings.retries(), TransferListener.NONE).run(config);
        LocalImage image = store.image(manifest, platform);
        BlobDownload layers = new BlobDownload(repository, store, settings.retries(), listener);
        List<Parallel.Task> tasks = new ArrayList<>();
        // A layer that occurs twice would wait for itself.
        for (ContentDescriptor layer : new LinkedHashSet<>(image.layers())) {
            tasks.add(() -> fetch(
                    layer, layers, source -> taker.take(image, image.layers().indexOf(layer), source)));
        }
        Parallel.run(tasks, settings.parallel());
    }

    /** Does something with a layer. */
    private interface Taking {
        void take(LayerSource source) throws IOException, InterruptedException;
    }

    private void fetch(ContentDescriptor layer, BlobDownload download, Taking taking)
            throws IOException, InterruptedException {
        if (store.has(layer.digest()) || !takenWhileItComes(layer, download, taking)) {
            download.run(layer); // which says that it is there
            taking.take(() -> store.open(layer.digest()));
        }
    }

    /**
     * Returns whether it could be taken so. Who takes what does not come as promised may fail in any way: that counts only once it is known
     * that all was right.
     */
    private static boolean takenWhileItComes(ContentDescriptor layer, BlobDownload download, Taking taking)
            throws IOException, InterruptedException {
        try (Incoming incoming = new Incoming()) {
            FutureTask<Boolean> taken = new FutureTask<>(() -> {
                taking.take(incoming);
                return true;
            });
            Parallel.run(List.of(() -> download.run(layer, incoming), taken::run), 2);
            return incoming.isComplete() && Parallel.result(taken);
        }
    }
}
