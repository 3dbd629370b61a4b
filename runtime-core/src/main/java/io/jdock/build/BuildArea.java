package io.jdock.build;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.RootFileSystem;
import io.jdock.image.Trees;
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
 * A directory of one build, which goes away with it. A file beside it is locked as long as the build lives; what a build leaves that is
 * killed, the next one removes.
 */
final class BuildArea implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path directory;
    private final Path lockFile;
    private final FileLock lock;

    private BuildArea(Path directory, Path lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Makes one, which containers may enter. */
    static BuildArea make(Jdock engine, Path store) throws IOException {
        Path all = Files.createDirectories(store.resolve("builds"));
        Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwx--x--x"));
        sweep(engine, all);
        Path directory = all.resolve("build-" + UUID.randomUUID());
        Path lockFile = all.resolve(directory.getFileName() + LOCK);
        FileLock lock = FileLock.exclusive(lockFile.toString());
        BuildArea area = new BuildArea(directory, lockFile, lock);
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return area;
        } catch (IOException | RuntimeException e) {
            area.close();
            throw e;
        }
    }

    private static void sweep(Jdock engine, Path all) throws IOException {
        List<Path> locks;
        try (Stream<Path> files = Files.list(all)) {
            locks = files.filter(file -> file.toString().endsWith(LOCK)).toList();
        }
        for (Path file : locks) {
            Optional<FileLock> lock = FileLock.tryExclusive(file.toString());
            if (lock.isPresent()) {
                String name = file.getFileName().toString();
                Path left = all.resolve(name.substring(0, name.length() - LOCK.length()));
                try (BuildArea area = new BuildArea(left, file, lock.get())) {
                    area.removeWhatContainersLeft(engine);
                }
            }
        }
    }

    private void removeWhatContainersLeft(Jdock engine) throws IOException {
        if (Files.isDirectory(directory)) {
            ContainerSpec any = ContainerSpec.builder("find")
                    .root(new RootFileSystem.Layers(List.of(directory)))
                    .build();
            UsersOfContainers.of(engine, any).remove(directory);
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            Trees.delete(directory);
            Files.deleteIfExists(lockFile);
        }
    }
}
