package io.jdock.build;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.RootFileSystem;
import io.jdock.image.ArchiveEntries;
import io.jdock.image.OverlayAttributes;
import io.jdock.kernel.ExtendedAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The directory that takes what a container changes, and how to look into it. Its files belong to users of the container, who
 * without root are others than the caller.
 */
final class Changes implements AutoCloseable {
    private final Path directory;
    private final UsersOfContainers users;

    private Changes(Path directory, UsersOfContainers users) {
        this.directory = directory;
        this.users = users;
    }

    /**
     * Makes an empty one.
     *
     * @param area a directory that containers may enter
     * @param spec of the container, whatever its root is
     */
    static Changes make(Jdock engine, Path area, ContainerSpec spec) throws IOException {
        Path directory = Files.createTempDirectory(
                area, "run-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Changes changes = new Changes(directory, UsersOfContainers.of(engine, spec));
        try {
            for (Path made : List.of(directory, changes.upper(), changes.work())) {
                if (!made.equals(directory)) {
                    Files.createDirectory(made);
                }
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
                changes.users.give(made);
            }
            return changes;
        } catch (IOException | RuntimeException e) {
            changes.close();
            throw e;
        }
    }

    private Path upper() {
        return directory.resolve("changes");
    }

    private Path work() {
        return directory.resolve("work");
    }

    private Path archive() {
        return directory.resolve("changes.tar");
    }

    /** The layers as root of a container, whose changes come here. */
    RootFileSystem over(RootFileSystem.Layers layers) {
        return new RootFileSystem.Kept(layers, upper(), work());
    }

    /** Packs all that was changed, to be read as long as this object is not closed. */
    ArchiveEntries read() throws IOException, InterruptedException {
        users.execute(
                directory,
                List.of(
                        "tar",
                        "--create",
                        "--file=" + UsersOfContainers.PLACE + "/changes.tar",
                        "--directory=" + UsersOfContainers.PLACE + "/changes",
                        "--format=posix",
                        "--numeric-owner",
                        "--xattrs",
                        "--xattrs-include=user.*",
                        "."));
        return ArchiveEntries.open(archive());
    }

    /** What is on disk without root; nothing otherwise, for then all files belong to the users that the image says. */
    Optional<Corrections.CallersFiles> callersFiles() {
        return users.caller().map(caller -> new Corrections.CallersFiles(caller, this::isCopied));
    }

    private boolean isCopied(String path) {
        return ExtendedAttributes.has(upper().resolve(path).toString(), OverlayAttributes.ORIGIN);
    }

    @Override
    public void close() throws IOException {
        users.remove(directory);
    }
}
