package io.jdock.image.registry;

import io.jdock.image.ContentStore;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Parallel;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Sends images of the store to registries. */
public final class Pusher {
    private final ImageReader reader = new ImageReader();
    private final LocalStore store;
    private final RegistrySettings settings;
    private final CredentialSource credentials;
    private final TransferListener listener;

    /**
     * @param listener is told how it goes on
     */
    public Pusher(
            LocalStore store, RegistrySettings settings, CredentialSource credentials, TransferListener listener) {
        this.store = store;
        this.settings = settings;
        this.credentials = credentials;
        this.listener = listener;
    }

    /**
     * Sends what of an image the registry does not have yet, and gives it its name there last, so that nobody meets half an
     * image. An index goes as a whole if all its images are in the store, and else only the image for the platform.
     *
     * @param content its manifest, or an index
     * @return what the name stands for at the registry now
     * @throws ImageException if the registry does not take it, or the store does not have all of it
     */
    public ContentDescriptor push(ContentDescriptor content, Reference reference, Platform platform)
            throws IOException, InterruptedException {
        if (reference.tag().isEmpty()) {
            throw new ImageException(reference.toString(), "an image is pushed to a tag", "say one");
        }
        Endpoint endpoint = Endpoint.of(reference, settings);
        try (Transport transport = new Transport(endpoint, settings, credentials)) {
            Repository repository = new Repository(endpoint, transport, Scope.push(endpoint.repository()));
            ContentDescriptor top =
                    isWhole(content) ? content : store.image(content, platform).manifest();
            send(repository, top, reference.tag().get());
            return top;
        } catch (InvalidSpecException e) {
            throw new ImageException(reference.toString(), "the image is not valid: " + e.getMessage(), null, e);
        }
    }

    private boolean isWhole(ContentDescriptor content) throws IOException {
        if (!store.has(content.digest())) {
            return false;
        }
        if (!MediaTypes.isIndex(content.mediaType())) {
            return true;
        }
        for (ContentDescriptor manifest : reader.readIndex(store.read(content)).manifests()) {
            if (!isWhole(manifest)) {
                return false;
            }
        }
        return true;
    }

    private void send(Repository repository, ContentDescriptor content, String selector)
            throws IOException, InterruptedException {
        byte[] document = store.read(content);
        if (MediaTypes.isIndex(content.mediaType())) {
            for (ContentDescriptor manifest : reader.readIndex(document).manifests()) {
                send(repository, manifest, manifest.digest().toString());
            }
        } else {
            sendParts(repository, reader.readManifest(document));
        }
        repository.send(selector, content.mediaType(), document);
    }

    private void sendParts(Repository repository, ImageManifest manifest) throws IOException, InterruptedException {
        List<Parallel.Task> tasks = new ArrayList<>();
        tasks.add(() -> sendBlob(repository, manifest.config(), TransferListener.NONE));
        for (ContentDescriptor layer : new LinkedHashSet<>(manifest.layers())) {
            tasks.add(() -> sendBlob(repository, layer, listener));
        }
        Parallel.run(tasks, settings.parallel());
    }

    private void sendBlob(Repository repository, ContentDescriptor content, TransferListener told)
            throws IOException, InterruptedException {
        if (repository.has(content.digest())) {
            told.present(content);
            return;
        }
        told.begins(content);
        for (int failures = 1; ; failures++) {
            try {
                repository.send(content, () -> body(content, told));
                told.ends(content);
                return;
            } catch (ImageException e) {
                boolean broken = e.getCause() instanceof IOException cause && Transport.passes(cause);
                if (!broken || !settings.retries().permit(failures, Optional.empty())) {
                    throw e;
                }
            }
            settings.retries().await(failures, Optional.empty());
        }
    }

    private BodyPublisher body(ContentDescriptor content, TransferListener told) {
        if (content.size() == 0) {
            return BodyPublishers.noBody();
        }
        // With the length, for not every registry takes chunks.
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> open(store, content, told)), content.size());
    }

    private static InputStream open(ContentStore store, ContentDescriptor content, TransferListener told) {
        try {
            return new Counted(store.open(content.digest()), content, told);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells how much of a file was read. */
    private static final class Counted extends FilterInputStream {
        private final ContentDescriptor content;
        private final TransferListener told;
        private long count;

        Counted(InputStream file, ContentDescriptor content, TransferListener told) {
            super(file);
            this.content = content;
            this.told = told;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                count += read;
                told.advances(content, count);
            }
            return read;
        }
    }
}
