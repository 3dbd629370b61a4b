package io.jdock.service;

import io.jdock.image.Trees;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileLock;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a {@link Keeper} is found, and what its services write. Nobody else of this machine gets there: who reaches the socket can do
 * with the containers as their owner.
 *
 * <pre>
 *   KEY.lock      held by who starts or stops services
 *   KEY/project   whose services these are
 *   KEY/socket    on which the keeper listens; who finds it closed knows that the keeper has ended
 *   KEY/errors    what the keeper itself has to say
 *   KEY/*.log     what the services write
 * </pre>
 *
 * @param directory whose name is the project's key
 */
record KeeperDirectory(Path directory) {
    private static final int KEY_BYTES = 8;

    /**
     * That of a project.
     *
     * @param services of all projects of a user
     * @param project its directory
     */
    static KeeperDirectory of(Path services, Path project) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(project.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
            return new KeeperDirectory(services.resolve(HexFormat.of().formatHex(digest, 0, KEY_BYTES)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
    }

    /** All that there are, whether their keepers run or not. */
    static List<KeeperDirectory> all(Path services) throws IOException {
        try (Stream<Path> entries = Files.list(services)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(KeeperDirectory::new)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Makes it, for a keeper that is to be started. */
    void make(Path project) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(directory.resolve("project"), project.toString());
    }

    /** The project's directory; empty while this one is being made or removed. */
    Optional<Path> project() throws IOException {
        try {
            String path = Files.readString(directory.resolve("project"));
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Path socket() {
        return directory.resolve("socket");
    }

    Path errors() {
        return directory.resolve("errors");
    }

    /** A log of this name. */
    Path log(String alias) {
        return directory.resolve(alias + ".log");
    }

    /** Waits until nobody else starts or stops services of the project. */
    Held lock() throws IOException {
        Path parent = directory.resolveSibling(".").normalize();
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new Held(this, FileLock.exclusive(lockFile().toString()));
    }

    /** Removes the lock of a build that was killed while it held it. One that lives does so itself, which is waited for. */
    void forgetLock() throws IOException {
        Optional<FileLock> lock = FileLock.existing(lockFile().toString());
        if (lock.isPresent()) {
            new Held(this, lock.get()).close();
        }
    }

    private Path lockFile() {
        return directory.resolveSibling(directory.getFileName() + ".lock");
    }

    /** The lock, of which nothing is left when there are no services any more. */
    record Held(KeeperDirectory of, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (lock) {
                if (!Files.exists(of.directory)) {
                    Files.deleteIfExists(of.lockFile()); // who waits for it looks again whether it is still there
                }
            }
        }
    }

    /** A connection to the keeper; empty if there is none. */
    Optional<Wire> connect(MessageFormat format) throws IOException {
        try {
            return Optional.of(Wire.to(socket(), format));
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT, Errno.ECONNREFUSED)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void remove() throws IOException {
        Trees.delete(directory);
    }
}
