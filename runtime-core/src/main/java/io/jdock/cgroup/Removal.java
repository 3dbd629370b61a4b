package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Removes cgroups. */
final class Removal {
    /** Processes that were killed need some time to be gone, more so where they hold much memory. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ControlFiles files;
    private final Access access;

    Removal(ControlFiles files) {
        this.files = files;
        this.access = new Access(files);
    }

    void remove(CgroupLocation location) {
        for (CgroupPlace place : location.places()) {
            removeWithChildren(place.directory());
        }
        location.madeOnTheWay().forEach(this::removeIfUnused);
    }

    /** Undoes a creation that failed half-way: what was just made is empty. */
    void undo(List<Path> made) {
        for (int i = made.size() - 1; i >= 0; i--) {
            removeIfUnused(made.get(i));
        }
    }

    /** Most containers make no cgroups of their own, so that one call does it. */
    private void removeWithChildren(Path directory) {
        try {
            files.removeDirectory(directory);
        } catch (ControlFileException e) {
            if (!e.is(Errno.ENOENT)) {
                access.tree(directory).forEach(this::removeWhenEmpty);
            }
        }
    }

    /** rmdir(2) fails with EBUSY as long as a process, even one that is just ending, is in the cgroup. */
    private void removeWhenEmpty(Path directory) {
        boolean removed = Access.await(PATIENCE, () -> {
            try {
                files.removeDirectory(directory);
                return true;
            } catch (ControlFileException e) {
                if (e.is(Errno.EBUSY)) {
                    return false;
                }
                if (e.is(Errno.ENOENT)) {
                    return true;
                }
                throw Access.failed("cannot remove a cgroup", e);
            }
        });
        if (!removed) {
            throw CgroupException.because("cannot remove a cgroup: there are processes in it: "
                            + access.processes(List.of(directory)))
                    .failure(new ControlFileException(directory, Errno.EBUSY.number()))
                    .remedy("kill them first")
                    .exception();
        }
    }

    private void removeIfUnused(Path directory) {
        try {
            files.removeDirectory(directory);
        } catch (ControlFileException e) {
            if (!e.is(Errno.EBUSY, Errno.ENOTEMPTY, Errno.ENOENT)) {
                throw Access.failed("cannot remove a cgroup", e);
            }
        }
    }
}
