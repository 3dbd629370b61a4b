package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.image.UnpackLimits;
import io.jdock.image.registry.CredentialFile;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.Puller;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives images by their names, ready for containers: those of a store, and those of registries, which it fetches into the store. */
public final class ImageProvider {
    private final LocalStore store;
    private final Images images;
    private final Supplier<Puller> puller;

    /**
     * @param host the machine that the containers run on
     */
    public ImageProvider(HostFacts host, LocalStore store, RegistrySettings settings, CredentialSource credentials) {
        this(host, store, () -> new Puller(store, settings, credentials, new Listener()));
    }

    /**
     * @param puller is asked for with each image that the store does not have
     */
    private ImageProvider(HostFacts host, LocalStore store, Supplier<Puller> puller) {
        this.store = store;
        this.images = new Images(host, store, UnpackLimits.DEFAULT);
        this.puller = puller;
    }

    /** With the caller's store, every registry by HTTPS, and the credentials that Docker or Podman keep for the caller. */
    public static ImageProvider usual(HostFacts host) throws IOException {
        LocalStore store = LocalStore.openOfCaller();
        return new ImageProvider(
                host,
                store,
                () -> new Puller(store, RegistrySettings.usual(), CredentialFile.ofCaller(), new Listener()));
    }

    /**
     * The image of a name, such as {@code eclipse-temurin:21-jre}: as it is in the store if it is there.
     *
     * @throws ImageException if it is not to be had, or cannot be used on this machine
     */
    public ContainerImage image(String name) throws IOException, InterruptedException {
        Reference reference = Reference.parse(name);
        Platform platform = Images.platform();
        Optional<ContentDescriptor> stored = store.complete(reference.toString(), platform);
        Consumer<String> notes = note -> logger().warn("{}: {}", name, note);
        ContentDescriptor content =
                stored.isPresent() ? stored.get() : puller.get().pull(reference, platform, images.unpacking(notes));
        return images.prepare(name, content, notes);
    }

    private static final class Listener implements TransferListener {
        @Override
        public void note(String text) {
            logger().warn(text);
        }
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(ImageProvider.class);
    }
}
