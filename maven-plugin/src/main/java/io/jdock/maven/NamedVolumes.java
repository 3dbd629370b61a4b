package io.jdock.maven;

import io.jdock.image.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * Volumes that have a name, beside the images of the user.
 *
 * @param directory in which each has one of its own
 */
record NamedVolumes(Path directory) {
    /** Those of whoever runs this. */
    static NamedVolumes ofCaller() throws IOException {
        return new NamedVolumes(LocalStore.rootOfCaller().resolve("volumes"));
    }

    /**
     * Makes a volume, if the path is of one, and it is not there. Whoever the application is may write to it, and nobody else of this
     * machine gets there.
     */
    void makeIfOne(Path source) throws IOException {
        if (!directory.equals(source.getParent()) || Files.isDirectory(source)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(Objects.requireNonNull(directory.getParent(), "it lies in a store"));
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.createDirectory(source);
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
}
