package io.jdock.container;

import io.jdock.json.JsonException;
import io.jdock.kernel.FreshFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory in which the commands about one container find what the earlier ones left. It appears with its state in
 * it, by one rename, and goes likewise; its state is replaced by a rename too. So a command that is killed at any point
 * leaves something that the others can read.
 */
final class ContainerDirectory {
    private static final String STATE = "state.json";
    private static final String LOCK = "lock";

    /** No container's id begins so. */
    private static final String TEMPORARY = ".";

    private final Path directory;

    private ContainerDirectory(Path directory) {
        this.directory = directory;
    }

    /** Holds off all other commands that change the container. The kernel lets go of it when the JVM ends. */
    record Lock(FileChannel file, FileLock held) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /**
     * The directory of a container that exists.
     *
     * @throws ContainerException if it does not
     */
    static ContainerDirectory of(Path root, String id) throws IOException {
        Path directory = root.resolve(id);
        if (id.startsWith(TEMPORARY) || id.contains("/") || !Files.isRegularFile(directory.resolve(STATE))) {
            throw doesNotExist(id);
        }
        return new ContainerDirectory(directory);
    }

    /** Callers such as Podman look for these words. */
    private static ContainerException doesNotExist(String id) {
        return ContainerException.of("find container " + id, "container \"" + id + "\" does not exist");
    }

    /** Ids of the containers below a directory, sorted. */
    static List<String> list(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> Files.isRegularFile(entry.resolve(STATE)))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(TEMPORARY))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** A new container's, with the lock on it. */
    record Made(ContainerDirectory directory, Lock lock) {}

    /**
     * Makes the directory of a new container.
     *
     * @throws ContainerException if there is a container of that id
     */
    static Made make(Path root, StoredContainer container, byte[] configuration) throws IOException {
        Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Path temporary = temporary(root, container);
        Path directory = root.resolve(container.id());
        FileChannel lock = null;
        try {
            lock = open(temporary.resolve(LOCK));
            FileLock held = lock.lock();
            Files.write(temporary.resolve("config.json"), configuration);
            Files.write(temporary.resolve(STATE), container.write());
            Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
            return new Made(new ContainerDirectory(directory), new Lock(lock, held));
        } catch (IOException | RuntimeException | Error e) {
            if (lock != null) {
                lock.close();
            }
            delete(temporary);
            if (e instanceof FileAlreadyExistsException
                    || e instanceof DirectoryNotEmptyException
                    || Files.exists(directory)) {
                throw ContainerException.of(
                        "create container " + container.id(), "a container with that id exists already");
            }
            throw e;
        }
    }

    /** Named by who makes it, since a random name takes a cold JVM milliseconds; but a dead one of that id may have left it. */
    private static Path temporary(Path root, StoredContainer container) throws IOException {
        String name = TEMPORARY + container.id() + "." + container.creator().pid();
        try {
            return Files.createDirectory(
                    root.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return Files.createTempDirectory(root, name);
        }
    }

    private static FileChannel open(Path lock) throws IOException {
        return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Waits until no other command changes the container.
     *
     * @throws ContainerException if it does not exist, or no longer does when the wait is over
     */
    Lock lock() throws IOException {
        FileChannel file;
        try {
            file = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw doesNotExist(id());
        }
        try {
            FileLock held = file.lock();
            if (!Files.exists(directory.resolve(STATE))) {
                throw doesNotExist(id());
            }
            return new Lock(file, held);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private String id() {
        return directory.getFileName().toString();
    }

    StoredContainer read() throws IOException {
        try {
            return StoredContainer.read(Files.readAllBytes(directory.resolve(STATE)));
        } catch (NoSuchFileException e) {
            throw doesNotExist(id());
        } catch (JsonException e) {
            throw new IOException(directory.resolve(STATE) + ": " + e.getMessage(), e);
        }
    }

    /** Whether this container is still the one that is there, by what was stored of it last; its id may be another's by now. */
    boolean holds(StoredContainer container) throws IOException {
        try {
            return Arrays.equals(Files.readAllBytes(directory.resolve(STATE)), container.write());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void write(StoredContainer container) throws IOException {
        FreshFile.replace(directory.resolve(STATE), FreshFile.USUAL, container.write());
    }

    /** The configuration that the container was created from: the bundle's may have changed since. */
    Path configuration() {
        return directory.resolve("config.json");
    }

    /** The socket at which a created container waits to be started. */
    Path startSocket() {
        return directory.resolve("start");
    }

    /** What hooks inside the container read on their standard input. */
    Path hookState() {
        return directory.resolve("hook-state.json");
    }

    /** Takes it away, and with it the container. */
    void remove() throws IOException {
        Path gone = directory.resolveSibling(
                TEMPORARY + id() + "." + ProcessIdentity.ofThisJvm().pid() + ".deleted");
        Files.move(directory, gone, StandardCopyOption.ATOMIC_MOVE);
        delete(gone);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(directory);
    }
}
