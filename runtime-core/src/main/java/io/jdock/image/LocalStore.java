package io.jdock.image;

import io.jdock.host.BaseDirectory;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileLock;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Image;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.ImageReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The images of one user, in a directory that several processes share. What has its final name is complete and was
 * verified; a process that is killed leaves at most an unfinished file, with which the next one goes on.
 *
 * <pre>
 *   version              of this layout
 *   lock                 held while the tags change
 *   tags.json            names of images
 *   blobs/ALGORITHM/HEX  content by digest
 *   ingest/ALGORITHM-HEX content on its way, locked by its writer
 *   layers/IDS/DIGEST    layers as directories
 *   used/IDS-DIGEST      whose time tells when a layer was wanted the last time
 *   written/KEY.json     which layer was made of what
 *   archives/KEY.json    which archives were written, see ArchiveMemory
 *   builds/NAME          of a build while it lasts, locked by NAME.lock
 *   copies/NAME          the root of a container where there are no overlays, likewise
 *   caches/KEY           what commands of builds keep from one to the next, see BuildCaches
 *   known/tags           what tags.json says, see Tags
 *   known/ALGORITHM-HEX  what the documents of an image say, see KnownImages
 * </pre>
 */
public final class LocalStore implements ContentStore {
    private static final String VERSION = "1\n";

    private static final int MAX_INDEXES = 4;

    private final Path root;
    private final Tags tags;
    private final NoteFiles notes;
    private final KnownImages known;

    private LocalStore(Path root) {
        this.root = root;
        this.notes = new NoteFiles(root, "known");
        this.tags = new Tags(root.resolve("tags.json"), lockFile(), notes);
        this.known = new KnownImages(this, notes);
    }

    /**
     * Opens a store, and makes it if it is not there.
     *
     * @throws ImageException if it was made by a version of jdock that arranges it otherwise
     */
    public static LocalStore open(Path root) throws IOException {
        Path directory = root.toAbsolutePath().normalize();
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            // Programs with set-user-id bits lie in here, which belong to the caller. Root's belong to nobody who
            // matters.
            Files.setPosixFilePermissions(
                    directory,
                    PosixFilePermissions.fromString(
                            Files.getAttribute(directory, "unix:uid").equals(0) ? "rwx--x--x" : "rwx------"));
        }
        LocalStore store = new LocalStore(directory);
        if (!Files.exists(store.versionFile())) {
            try (FileLock lock = FileLock.exclusive(store.lockFile().toString())) {
                store.beginVersion();
            }
        }
        store.requireVersion();
        makeDirectory(store.ingest());
        makeDirectory(store.used());
        return store;
    }

    /** To ask first is less work than to be told that it is there. */
    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }

    /**
     * Where this user's images are: root's in {@code /var/lib/jdock}, since containers of root are other users, who may not
     * enter its home directory; those of others in {@code jdock} below {@code XDG_DATA_HOME}, or else
     * {@code ~/.local/share} (XDG Base Directory Specification).
     *
     * @param root whether the caller is root
     */
    public static Path defaultRoot(Map<String, String> environment, boolean root, Path home) {
        Path data = BaseDirectory.DATA.in(environment).orElse(null);
        if (data != null) {
            return data.resolve("jdock");
        }
        return root ? Path.of("/var/lib/jdock") : home.resolve(".local/share/jdock");
    }

    /** That of whoever runs this JVM. */
    public static Path rootOfCaller() throws IOException {
        boolean root = FileStatus.of("/proc/self/").userId() == 0;
        return defaultRoot(System.getenv(), root, Path.of(System.getProperty("user.home")));
    }

    /** Opens that of whoever runs this JVM, at its usual place. */
    public static LocalStore openOfCaller() throws IOException {
        return open(rootOfCaller());
    }

    private void beginVersion() throws IOException {
        if (!Files.exists(versionFile())) {
            replace(versionFile(), VERSION.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void requireVersion() throws IOException {
        String found = Files.readString(versionFile());
        if (!found.equals(VERSION)) {
            throw new ImageException(
                    root.toString(),
                    "the store has the version " + found.strip() + ", and this jdock knows " + VERSION.strip(),
                    "use another directory, by XDG_DATA_HOME, or the jdock that made it");
        }
    }

    /** The directory of the store. */
    public Path root() {
        return root;
    }

    private Path versionFile() {
        return root.resolve("version");
    }

    private Path lockFile() {
        return root.resolve("lock");
    }

    Path ingest() {
        return root.resolve("ingest");
    }

    Path used() {
        return root.resolve("used");
    }

    Path archives() {
        return root.resolve("archives");
    }

    NoteFiles known() {
        return notes;
    }

    /** Of builds while they last, each an {@link OwnedDirectory}. */
    public Path builds() {
        return root.resolve("builds");
    }

    /** Roots of containers where there are no overlays, likewise. */
    public Path copies() {
        return root.resolve("copies");
    }

    Path blob(Digest digest) {
        return root.resolve("blobs").resolve(digest.algorithm()).resolve(digest.encoded());
    }

    // ---- content

    @Override
    public boolean has(Digest digest) {
        return Files.isRegularFile(blob(digest));
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        try {
            return Channels.newInputStream(FileChannel.open(blob(digest)));
        } catch (NoSuchFileException e) {
            throw missing(digest, e);
        }
    }

    /** As {@link #open}, the file that has the content. */
    Descriptor openFile(Digest digest) throws IOException {
        try {
            return Descriptor.open(blob(digest).toString(), OpenFlag.O_RDONLY);
        } catch (KernelException e) {
            throw e.is(Errno.ENOENT) ? missing(digest, e) : e;
        }
    }

    private ImageException missing(Digest digest, IOException cause) {
        return new ImageException(digest.toString(), "it is not in the store " + root, "pull the image again", cause);
    }

    @Override
    public BlobWriter begin(Digest digest, long size) throws IOException {
        Verification verification = new Verification(digest, size);
        Path partial = ingest().resolve(digest.algorithm() + "-" + digest.encoded());
        return FileBlobWriter.open(partial, blob(digest), verification);
    }

    /**
     * Takes a finished file of {@link #ingest()} as content, and leaves none there.
     *
     * @param digest of what is in the file, as its writer knows
     */
    void adopt(Path file, Digest digest) throws IOException {
        Path destination = blob(digest);
        if (has(digest)) {
            Files.delete(file);
            return;
        }
        synchronize(file);
        Files.createDirectories(destination.getParent());
        Files.move(file, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        synchronize(destination.getParent());
    }

    /** The same, to be read as often as wanted. */
    public LayerContent content(Digest digest) throws IOException {
        return LayerContent.of(blob(digest));
    }

    /**
     * Takes content whose size nobody knows before its end.
     *
     * @param most bytes that it may have
     * @throws ImageException if it is not what the digest promises; then nothing of it is kept
     */
    public void take(Digest digest, InputStream content, long most) throws IOException {
        MessageDigest hash = Verification.hash(digest, most);
        Path file = Files.createTempFile(ingest(), "fetched-", "");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long taken = 0;
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                taken += count;
                if (taken > most) {
                    throw new ImageException(digest.toString(), "there are more than " + most + " bytes", null);
                }
                hash.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
            Verification.require(digest, hash);
            out.close();
            adopt(file, digest);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    // ---- images

    /**
     * Reads an image.
     *
     * @param content its manifest, or an index of manifests, of which the one for the platform is taken
     * @throws ImageException if it is not complete, not for this platform, or no image at all
     */
    public LocalImage image(ContentDescriptor content, Platform platform) throws IOException {
        Optional<LocalImage> before = known.get(content, platform);
        return before.isPresent() ? before.get() : readImage(content, platform);
    }

    private LocalImage readImage(ContentDescriptor content, Platform platform) throws IOException {
        ImageReader reader = new ImageReader();
        ContentDescriptor manifest = content;
        List<SeenDocument> documents = new ArrayList<>();
        try {
            for (int depth = 0; MediaTypes.isIndex(manifest.mediaType()); depth++) {
                if (depth == MAX_INDEXES) {
                    throw new ImageException(content.digest().toString(), "indexes lie in indexes too deep", null);
                }
                manifest =
                        Platforms.choose(reader.readIndex(document(manifest, documents)), manifest.digest(), platform);
            }
            if (!MediaTypes.isManifest(manifest.mediaType())) {
                throw new ImageException(
                        manifest.digest().toString(), "content of type " + manifest.mediaType() + " is no image", null);
            }
            ImageManifest read = reader.readManifest(document(manifest, documents));
            Image configuration = reader.readImage(document(read.config(), documents));
            LocalImage image = complete(new LocalImage(manifest, configuration, read.layers()));
            known.put(new KnownImage(content, platform, documents, image));
            return image;
        } catch (InvalidSpecException e) {
            throw new ImageException(
                    manifest.digest().toString(), "the image is not valid: " + e.getMessage(), null, e);
        }
    }

    /** Reads a document, and remembers in which file it was. */
    private byte[] document(ContentDescriptor descriptor, List<SeenDocument> seen) throws IOException {
        Path file = blob(descriptor.digest());
        try {
            seen.add(SeenDocument.of(descriptor.digest(), FileStatus.of(file.toString())));
        } catch (KernelException e) {
            throw e.is(Errno.ENOENT) ? missing(descriptor.digest(), e) : e;
        }
        return read(descriptor);
    }

    /** As above, for Linux on an architecture as Go names it. */
    public LocalImage image(ContentDescriptor content, String architecture) throws IOException {
        return image(content, Platforms.linux(architecture));
    }

    /** What a name stands for, if all that its image for a platform needs is here. */
    public Optional<ContentDescriptor> complete(String name, Platform platform) throws IOException {
        Optional<ContentDescriptor> content = resolve(name);
        return content.isPresent() && isComplete(content.get(), platform) ? content : Optional.empty();
    }

    /** Whether all that an image for a platform needs is here. */
    public boolean isComplete(ContentDescriptor content, Platform platform) throws IOException {
        try {
            for (ContentDescriptor layer : image(content, platform).layers()) {
                if (!has(layer.digest())) {
                    return false;
                }
            }
            return true;
        } catch (ImageException e) {
            return false;
        }
    }

    private static LocalImage complete(LocalImage image) throws ImageException {
        int diffIds = image.configuration().rootfs().diffIds().size();
        if (diffIds != image.layers().size()) {
            throw new ImageException(
                    image.manifest().digest().toString(),
                    "its manifest has " + image.layers().size() + " layers and its configuration " + diffIds,
                    null);
        }
        return image;
    }

    /**
     * The layers of an image as directories, from the lowest to the topmost, unpacked now if they were not before.
     *
     * @param ids whose the files are; another choice is another directory
     * @param notes is told what of a layer could not be kept
     * @throws ImageException if a layer is missing, is not what the image promises, or wants to do harm
     */
    public List<Path> unpack(LocalImage image, LayerIds ids, UnpackLimits limits, Consumer<String> notes)
            throws IOException {
        return new Layers(this, limits)
                .directories(image.layers(), image.configuration().rootfs().diffIds(), ids, notes);
    }

    /**
     * As above, one of the layers. It may still be on its way; others may be missing.
     *
     * @param layer its number, from the lowest on
     * @param source of the layer as it is packed
     */
    public Path unpack(
            LocalImage image, int layer, LayerSource source, LayerIds ids, UnpackLimits limits, Consumer<String> notes)
            throws IOException {
        Digest diffId = image.configuration().rootfs().diffIds().get(layer);
        return new Layers(this, limits).directory(image.layers().get(layer), source, diffId, ids, notes);
    }

    /** How much an image takes here, in bytes, as packed; what it shares with others is counted as well. */
    public long size(ContentDescriptor content) throws IOException {
        return new Reachable(this).add(content).size();
    }

    /**
     * Frees the space of what no name needs: content, layers, and beginnings that nobody went on with. What a container uses
     * stays, and what came or was wanted lately, for somebody may be about to use it.
     *
     * @param age what is younger stays
     * @param users whom files of layers may belong to beside the caller
     */
    public Pruning.Freed prune(Duration age, Optional<SubordinateUsers> users) throws IOException {
        return new Pruning(this, Instant.now().minus(age), Path.of("/proc"), users).run();
    }

    // ---- names

    /** The image that a name stands for. */
    public Optional<ContentDescriptor> resolve(String name) throws IOException {
        return Optional.ofNullable(tags().get(name));
    }

    /** Every name and its image, sorted by name. */
    public Map<String, ContentDescriptor> tags() throws IOException {
        return tags.all();
    }

    /** Lets a name stand for an image, whatever it stood for before. */
    public void tag(String name, ContentDescriptor image) throws IOException {
        tags.change(all -> all.put(name, image));
    }

    /** Takes a name away; the image goes with {@code prune}. Returns whether there was one. */
    public boolean untag(String name) throws IOException {
        boolean[] found = {false};
        tags.change(all -> found[0] = all.remove(name) != null);
        return found[0];
    }

    // ---- files

    /** Gives a file new content, all of it or none. To be called with the lock held. */
    static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        synchronize(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        synchronize(file.getParent());
    }

    /** Lets a file, or the names in a directory, outlast a power cut. */
    static void synchronize(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
