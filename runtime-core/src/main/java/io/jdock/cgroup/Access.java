package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What all versions have in common: files that may be missing, trees of cgroups, waiting. */
final class Access {
    private final ControlFiles files;

    Access(ControlFiles files) {
        this.files = files;
    }

    /** A file's text; empty if it does not exist, is not supported here, or its cgroup is gone. */
    Optional<String> text(Path file) {
        try {
            return Optional.of(files.read(file));
        } catch (ControlFileException e) {
            if (e.is(Errno.ENOENT, Errno.ENODEV, Errno.ENOTSUP, Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw failed("cannot read a control file", e);
        }
    }

    void write(Path file, String value, String what) {
        try {
            files.write(file, value);
        } catch (ControlFileException e) {
            throw failed(what, e);
        }
    }

    boolean exists(Path file) {
        return files.exists(file);
    }

    /** Process ids in some cgroups and all below. Processes of outer pid namespaces show as 0 and are left out. */
    List<Long> processes(Collection<Path> directories) {
        Set<Long> processes = new LinkedHashSet<>();
        for (Path directory : directories) {
            for (Path cgroup : tree(directory)) {
                processes.addAll(processesIn(cgroup));
            }
        }
        return List.copyOf(processes);
    }

    /** The same of one cgroup by itself. */
    List<Long> processesIn(Path cgroup) {
        return text(cgroup.resolve("cgroup.procs")).map(ControlText::words).orElse(List.of()).stream()
                .map(Long::valueOf)
                .filter(pid -> pid > 0)
                .toList();
    }

    /** A cgroup after all those below it; those that vanish meanwhile are left out. */
    List<Path> tree(Path directory) {
        List<Path> found = new ArrayList<>();
        try {
            for (Path child : files.children(directory)) {
                found.addAll(tree(child));
            }
        } catch (ControlFileException e) {
            if (!e.is(Errno.ENOENT, Errno.ENODEV)) {
                throw failed("cannot list a cgroup", e);
            }
        }
        found.add(directory);
        return found;
    }

    /**
     * Asks again, after pauses that grow from 50 microseconds to 10 milliseconds, until something holds.
     *
     * @return whether it came to hold before the time had passed
     */
    static boolean await(Duration timeout, BooleanSupplier holds) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = 50_000;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, 10_000_000);
        }
        return true;
    }

    static CgroupException failed(String what, ControlFileException failure) {
        return CgroupException.because(what).failure(failure).exception();
    }
}
