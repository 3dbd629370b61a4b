package io.jdock.image;

import io.jdock.kernel.FileLock;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Directories of a store that commands of builds find again. Beside each lies a file whose time tells when it was wanted the last
 * time, and one that is locked by who wants it alone.
 */
public final class BuildCaches {
    private static final String USED = ".used";
    private static final String LOCK = ".lock";
    private static final String REMOVED = ".removed";

    private final Path root;
    private final Path proc;

    public BuildCaches(LocalStore store) {
        this(store, Path.of("/proc"));
    }

    /**
     * @param proc where processes tell what they have mounted
     */
    BuildCaches(LocalStore store, Path proc) {
        this.root = store.root().resolve("caches");
        this.proc = proc;
    }

    /**
     * A cache in use.
     *
     * @param directory of its files
     */
    public record Opened(Path directory, @Nullable FileLock lock) implements AutoCloseable {
        @Override
        public void close() {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Opens a cache, and makes it if it is not there.
     *
     * @param id by which builds find it again
     * @param locked whether to wait until nobody else has it who wants it so
     * @param mode of the directory if it is made
     */
    public Opened open(String id, boolean locked, int mode) throws IOException {
        Files.createDirectories(root);
        Path directory = directory(id);
        FileLock lock = locked ? FileLock.exclusive(beside(directory, LOCK).toString()) : null;
        try {
            Trees.touch(beside(directory, USED));
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                Files.setAttribute(directory, "unix:mode", mode);
            }
            return new Opened(directory, lock);
        } catch (IOException e) {
            if (lock != null) {
                lock.close();
            }
            throw e;
        }
    }

    /** Where a cache is, or would be. */
    public Path directory(String id) {
        return root.resolve(Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).encoded());
    }

    /** Bytes of all caches, as far as the caller may see them. */
    public long size() throws IOException {
        long size = 0;
        for (Path directory : directories()) {
            size += Trees.size(directory);
        }
        return size;
    }

    /**
     * Removes caches.
     *
     * @param age those that were wanted lately stay, and those that are in use
     * @param users whom files may belong to beside the caller
     * @return how many bytes they had
     */
    public long prune(Duration age, Optional<SubordinateUsers> users) throws IOException {
        Instant limit = Instant.now().minus(age);
        String mounts = Pruning.mounts(proc);
        long freed = 0;
        for (Path directory : directories()) {
            if (directory.toString().endsWith(REMOVED)) {
                freed += remove(directory, users);
            } else if (isOld(directory, limit) && !mounts.contains("caches/" + directory.getFileName())) {
                freed += removeUnlessLocked(directory, users);
            }
        }
        return freed;
    }

    private List<Path> directories() throws IOException {
        List<Path> directories = new ArrayList<>();
        for (Path path : Pruning.list(root)) {
            if (Files.isDirectory(path)) {
                directories.add(path);
            }
        }
        return directories;
    }

    private static boolean isOld(Path directory, Instant limit) throws IOException {
        Path used = beside(directory, USED);
        return !Files.getLastModifiedTime(Files.exists(used) ? used : directory)
                .toInstant()
                .isAfter(limit);
    }

    /** Under another name first: a build that comes meanwhile makes a new one. */
    private static long removeUnlessLocked(Path directory, Optional<SubordinateUsers> users) throws IOException {
        Path lockFile = beside(directory, LOCK);
        Optional<FileLock> lock = FileLock.tryExclusive(lockFile.toString());
        if (lock.isEmpty()) {
            return 0;
        }
        try (FileLock held = lock.get()) {
            Path removed = beside(directory, REMOVED);
            SubordinateUsers.delete(removed, users);
            Files.move(directory, removed, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(beside(directory, USED));
            Files.deleteIfExists(lockFile);
            return remove(removed, users);
        }
    }

    private static long remove(Path directory, Optional<SubordinateUsers> users) throws IOException {
        long size = Trees.size(directory);
        SubordinateUsers.delete(directory, users);
        return size;
    }

    private static Path beside(Path directory, String ending) {
        return directory.resolveSibling(directory.getFileName() + ending);
    }
}
