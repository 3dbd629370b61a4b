package io.jdock.image;

import io.jdock.kernel.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory that goes away with its owner. A file beside it is locked as long as the owner lives; what one leaves that is killed, the
 * next one removes, or who prunes the store that it is in. Safe for use by several threads.
 */
public final class OwnedDirectory implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path directory;
    private final Path lockFile;
    private final FileLock lock;
    private final Optional<SubordinateUsers> users;
    private boolean closed; // guarded by this

    private OwnedDirectory(Path directory, Path lockFile, FileLock lock, Optional<SubordinateUsers> users) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
        this.users = users;
    }

    /**
     * Makes one, which containers may enter.
     *
     * @param all where directories of this kind are, made if it is missing
     * @param users whom files may belong to beside the caller
     */
    public static OwnedDirectory make(Path all, Optional<SubordinateUsers> users) throws IOException {
        Files.createDirectories(all);
        letContainersIn(all);
        sweep(all, users);
        Path directory = all.resolve(UUID.randomUUID().toString());
        Path lockFile = all.resolve(directory.getFileName() + LOCK);
        FileLock lock = FileLock.exclusive(lockFile.toString());
        OwnedDirectory made = new OwnedDirectory(directory, lockFile, lock, users);
        try {
            Files.createDirectory(directory);
            letContainersIn(directory);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static void letContainersIn(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Removes those whose owners were killed; where such directories never were, nothing is done. */
    static void sweep(Path all, Optional<SubordinateUsers> users) throws IOException {
        if (!Files.exists(all)) {
            return;
        }
        List<Path> locks;
        try (Stream<Path> files = Files.list(all)) {
            locks = files.filter(file -> file.toString().endsWith(LOCK)).toList();
        }
        for (Path file : locks) {
            Optional<FileLock> lock = FileLock.tryExclusive(file.toString());
            if (lock.isPresent()) {
                String name = file.getFileName().toString();
                Path left = all.resolve(name.substring(0, name.length() - LOCK.length()));
                new OwnedDirectory(left, file, lock.get(), users).close();
            }
        }
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    /** Removes it with all that is in it; once. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            SubordinateUsers.delete(directory, users);
            Files.deleteIfExists(lockFile);
        }
    }
}
