package io.jdock.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mounts that a process sees, from {@code /proc/self/mountinfo}: see proc_pid_mountinfo(5). */
final class MountTable {
    private static final Set<String> ON_EMPTY_DIRECTORIES = Set.of("autofs", "binfmt_misc", "nfsd");

    private final List<Mount> mounts;

    /**
     * One mount.
     *
     * @param root the directory within the file system that is mounted
     * @param point where it is mounted
     * @param superOptions options of the file system; for cgroup version 1 they include its controllers
     */
    record Mount(String root, String point, String type, Set<String> superOptions) {}

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
    }

    static MountTable parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>(lines.size());
        for (String line : lines) {
            // Fields before the separator vary in number (optional tags such as shared:1), hence the search for it.
            int separator = line.indexOf(" - ");
            List<String> before = HostFiles.split(line.substring(0, Math.max(separator, 0)), " ");
            List<String> after = HostFiles.split(line.substring(separator + 3), " ");
            if (before.size() >= 6 && after.size() >= 3) {
                mounts.add(new Mount(
                        unescape(before.get(3)),
                        unescape(before.get(4)),
                        after.get(0),
                        new LinkedHashSet<>(HostFiles.split(after.get(2), ","))));
            }
        }
        return new MountTable(mounts);
    }

    List<Mount> ofType(String type) {
        List<Mount> found = new ArrayList<>();
        for (Mount mount : mounts) {
            if (mount.type().equals(type)) {
                found.add(mount);
            }
        }
        return found;
    }

    /** Where the first of a type is. */
    Optional<Path> pointOf(String type) {
        List<Mount> found = ofType(type);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(found.get(0).point()));
    }

    /** Whether something is mounted on the root directory. Without a table at all, this is taken to be so. */
    boolean rootIsMountPoint() {
        for (Mount mount : mounts) {
            if (mount.point().equals("/")) {
                return true;
            }
        }
        return mounts.isEmpty();
    }

    /**
     * What hides parts of the file system at /proc, in the table's order. Those of the kernel's own kinds lie on directories that
     * are empty by design, and hide nothing.
     */
    List<String> coversOfProc() {
        Set<String> covers = new LinkedHashSet<>();
        for (Mount mount : mounts) {
            if (mount.point().startsWith("/proc/") && !ON_EMPTY_DIRECTORIES.contains(mount.type())) {
                covers.add(mount.point());
            }
        }
        return List.copyOf(covers);
    }

    /** The kernel writes space, tab, newline and backslash as three octal digits. */
    private static String unescape(String field) {
        return field.indexOf('\\') < 0
                ? field
                : field.replace("\\040", " ")
                        .replace("\\011", "\t")
                        .replace("\\012", "\n")
                        .replace("\\134", "\\");
    }
}
