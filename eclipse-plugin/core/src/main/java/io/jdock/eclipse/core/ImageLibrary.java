package io.jdock.eclipse.core;

import io.jdock.build.BuildListener;
import io.jdock.build.BuildRequest;
import io.jdock.build.DockerfileBuild;
import io.jdock.build.RemoteFiles;
import io.jdock.container.Commits;
import io.jdock.container.ContainerImage;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.host.HostFacts;
import io.jdock.image.FileTree;
import io.jdock.image.ImageArchive;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageTree;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Pruning;
import io.jdock.image.Reference;
import io.jdock.image.UnpackLimits;
import io.jdock.image.dockerfile.Dockerfile;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.image.registry.CredentialFile;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.Puller;
import io.jdock.image.registry.Pusher;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.image.registry.Retries;
import io.jdock.image.registry.TagList;
import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.osgi.util.NLS;

/**
 * The images of this user, which the command line and Maven use too, and the registries that they come from and go to. Safe for use by
 * several threads.
 */
public final class ImageLibrary {
    /** Where the images are, if it is not the usual place; for tests, which shall leave those of the user alone. */
    private static final String PLACE = "io.jdock.store";

    /** How long somebody looks at a field. */
    private static final Duration ATTENTION = Duration.ofSeconds(10);

    /** More than nearly all repositories have; a registry sends as many at once. */
    private static final int MOST_TAGS = 10_000;

    /** Younger ones may be about to be used by somebody. */
    private static final Duration YOUNG = Duration.ofHours(1);

    private final HostFacts host;
    private final LocalStore store;
    private final CredentialSource credentials;

    private ImageLibrary(HostFacts host, LocalStore store, CredentialSource credentials) {
        this.host = host;
        this.store = store;
        this.credentials = credentials;
    }

    static ImageLibrary open(HostFacts host) throws IOException {
        String place = System.getProperty(PLACE);
        LocalStore store = place == null ? LocalStore.openOfCaller() : LocalStore.open(Path.of(place));
        return new ImageLibrary(host, store, CredentialFile.ofCaller());
    }

    /** All that have names, sorted by them. */
    public List<StoredImage> all() throws IOException {
        List<StoredImage> all = new ArrayList<>();
        for (Map.Entry<String, ContentDescriptor> tag : store.tags().entrySet()) {
            ContentDescriptor content = tag.getValue();
            all.add(new StoredImage(
                    tag.getKey(), familiar(tag.getKey()), content, store.size(content), localImage(content)));
        }
        return all;
    }

    /** The names of all, as people write them. */
    public List<String> names() throws IOException {
        return store.tags().keySet().stream()
                .map(ImageLibrary::familiar)
                .sorted()
                .toList();
    }

    /**
     * The tags that a name's repository has at its registry, as names. For somebody who waits while writing: what does not answer
     * soon has none.
     *
     * @throws ImageException if the registry cannot be asked, or does not say
     */
    public List<String> tags(ImageName name) throws IOException, InterruptedException {
        RegistrySettings settings =
                name.settings(RegistrySettings.usual()).retrying(Retries.usual().once(), ATTENTION);
        List<String> names = new ArrayList<>();
        for (String tag : new TagList(settings, credentials).of(name.reference(), MOST_TAGS)) {
            names.add(name.withTag(tag).toString());
        }
        return List.copyOf(names);
    }

    private static String familiar(String name) {
        try {
            return Reference.parse(name).familiar();
        } catch (ImageException e) {
            return name; // of a file, which may have any
        }
    }

    private Optional<LocalImage> localImage(ContentDescriptor content) {
        try {
            return Optional.of(store.image(content, Images.platform()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Fetches what of an image is not here yet.
     *
     * @param listener is told, by several threads, how it goes on
     * @throws ImageException if it cannot be had; then the name stands for what it did before
     */
    public ContentDescriptor pull(ImageName name, TransferListener listener) throws IOException, InterruptedException {
        RegistrySettings settings = name.settings(RegistrySettings.usual());
        return new Puller(store, settings, credentials, listener).pull(name.reference(), Images.platform());
    }

    /**
     * Sends an image to the registry of a name.
     *
     * @throws ImageException if the registry does not take it
     */
    public void push(StoredImage image, ImageName name, TransferListener listener)
            throws IOException, InterruptedException {
        RegistrySettings settings = name.settings(RegistrySettings.usual());
        new Pusher(store, settings, credentials, listener).push(image.content(), name.reference(), Images.platform());
    }

    /** Gives an image another name, which may have stood for another one. */
    public void tag(StoredImage image, ImageName name) throws IOException {
        store.tag(name.reference().toString(), image.content());
    }

    /** Takes the name away; the space is freed by {@link #prune}. */
    public void remove(StoredImage image) throws IOException {
        store.untag(image.name());
    }

    /**
     * Makes an image of a container that runs in one: what it has changed becomes a further layer.
     *
     * @param name that the image gets
     * @param notes is told what is not in it
     * @throws IOException if a file cannot be read, or is changed meanwhile
     */
    public void commit(StartedContainer started, ImageName name, Consumer<String> notes) throws IOException {
        ContentDescriptor content =
                new Commits(store).commit(started.container(), started.image().orElseThrow(), Instant.now(), notes);
        store.tag(name.reference().toString(), content);
    }

    /** As {@link Containers#build}. */
    void build(Jdock engine, Path dockerfile, ImageName name, BuildListener listener)
            throws IOException, InterruptedException {
        Path context = dockerfile.toAbsolutePath().getParent();
        Dockerfile file = Dockerfile.parse(dockerfile.getFileName().toString(), Files.readString(dockerfile));
        ContentDescriptor content = new DockerfileBuild(
                        engine,
                        store,
                        this::base,
                        RemoteFiles.byHttp(ProxySelector.getDefault(), Optional.empty()),
                        UnpackLimits.DEFAULT,
                        listener)
                .build(new BuildRequest(
                        file,
                        context,
                        ignored(dockerfile, context),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Images.platform(),
                        false,
                        ImageForm.OCI,
                        Instant.EPOCH, // the same files make the same image
                        Map.of()));
        store.tag(name.reference().toString(), content);
    }

    private LocalImage base(String name, Platform platform) throws IOException {
        return store.image(provide(ImageName.parse(name), TransferListener.NONE), platform);
    }

    /** One beside the Dockerfile that bears its name goes before the usual one, as with Docker. */
    private static IgnoreRules ignored(Path dockerfile, Path context) throws IOException {
        for (String name : List.of(dockerfile.getFileName() + ".dockerignore", ".dockerignore")) {
            Path rules = context.resolve(name);
            if (Files.isRegularFile(rules)) {
                return IgnoreRules.parse(name, Files.readString(rules));
            }
        }
        return IgnoreRules.NONE;
    }

    /** Frees the space of what no name and no container needs. */
    public Pruning.Freed prune() throws IOException {
        return Images.prune(host, store, YOUNG);
    }

    /**
     * The image that a location means now, by a location that means it for ever. One that comes from a registry has the digest in its
     * name then, and gets that name here, so that it stays if the first one goes on to another image. One in a file is what the file
     * is.
     *
     * @param listener is told how fetching it goes on, if it is not here yet
     * @throws IOException if there is no such image, or one that cannot be had here
     */
    public PinnedImage pin(String location, TransferListener listener) throws IOException {
        Optional<ImageFile> file = ImageFile.parse(location);
        if (file.isPresent()) {
            return new PinnedImage(location, store.image(load(file.get()), Images.platform()));
        }
        ImageName name = ImageName.parse(location);
        ContentDescriptor content = provide(name, listener);
        ImageName pinned = name.withDigest(content.digest());
        store.tag(pinned.reference().toString(), content);
        return new PinnedImage(pinned.toString(), store.image(content, Images.platform()));
    }

    /**
     * The files of an image, without unpacking it.
     *
     * @param spool a directory for what is taken out of it, which is the caller's to remove
     */
    public FileTree files(LocalImage image, Path spool) throws IOException {
        return ImageTree.of(store, image.layers(), spool);
    }

    /** As {@link Containers#image}. */
    ContainerImage image(String location, TransferListener listener) throws IOException {
        Optional<ImageFile> file = ImageFile.parse(location);
        ContentDescriptor content = file.isPresent() ? load(file.get()) : provide(ImageName.parse(location), listener);
        return new Images(host, store, UnpackLimits.DEFAULT).prepare(location, content, listener::note);
    }

    private ContentDescriptor provide(ImageName name, TransferListener listener) throws IOException {
        Optional<ContentDescriptor> stored = store.complete(name.reference().toString(), Images.platform());
        if (stored.isPresent()) {
            return stored.get();
        }
        try {
            return pull(name, listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(NLS.bind(Messages.ImageLibrary_interrupted, name.reference()), e);
        }
    }

    private ContentDescriptor load(ImageFile file) throws IOException {
        List<ImageArchive.Loaded> all = new ImageArchive(store).load(Path.of(file.path()));
        List<ImageArchive.Loaded> wanted = all.stream()
                .filter(image -> file.name().isEmpty()
                        || image.name().filter(file.name()::equals).isPresent())
                .toList();
        if (wanted.stream().map(ImageArchive.Loaded::content).distinct().count() != 1) {
            String message = wanted.isEmpty() ? Messages.ImageLibrary_noImage : Messages.ImageLibrary_severalImages;
            throw new IOException(NLS.bind(message, new Object[] {file.name(), file.path(), names(all)}));
        }
        return wanted.get(0).content();
    }

    private static String names(List<ImageArchive.Loaded> images) {
        return images.stream().flatMap(image -> image.name().stream()).sorted().collect(Collectors.joining(", "));
    }
}
