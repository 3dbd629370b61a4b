package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Cgroups whose owner was killed after it had made them, and before the container's monitor was there to remove them: they
 * are empty, and nobody else will.
 */
final class Leftovers {
    /** Owners that live put a process into a cgroup milliseconds after they have made it, or remove it. */
    private static final Duration AGE = Duration.ofMinutes(10);

    /** As {@link CgroupPlanner} names those without a path of their own; the ids are {@code Jdock}'s. */
    private static final String PREFIX = "jdock-";

    private static final String NAME = PREFIX + "[0-9a-f]{12}";

    private final ControlFiles files;
    private final Access access;

    Leftovers(ControlFiles files) {
        this.files = files;
        this.access = new Access(files);
    }

    /** Removes those in a directory, as far as they are old, empty and the caller's to remove. */
    void remove(Path parent) {
        Instant latest = Instant.now().minus(AGE);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (name.startsWith(PREFIX) // else no regular expression, which takes a cold JVM milliseconds
                        && name.matches(NAME)
                        && Files.getLastModifiedTime(child).toInstant().isBefore(latest)) {
                    removeIfEmpty(child);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another sweeps too, or this user may not look: what is left hurts nobody.
        }
    }

    private void removeIfEmpty(Path cgroup) {
        if (!access.processes(List.of(cgroup)).isEmpty()) {
            return; // its children may be empty, and are the application's
        }
        for (Path directory : access.tree(cgroup)) {
            try {
                files.removeDirectory(directory);
            } catch (ControlFileException e) {
                if (!e.is(Errno.ENOENT)) {
                    return; // the kernel keeps what holds a process, even one that this process cannot see
                }
            }
        }
    }
}
