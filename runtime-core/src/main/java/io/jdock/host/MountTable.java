package io.jdock.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The mounts that a process sees, from {@code /proc/self/mountinfo}: see proc_pid_mountinfo(5). */
final class MountTable {

    /**
     * One mount.
     *
     * @param root the directory within the file system that is mounted
     * @param point where it is mounted
     * @param superOptions options of the file system; for cgroup version 1 they include its controllers
     */
    record Mount(String root, Path point, String type, Set<String> superOptions) {}

    private final List<Mount> mounts;

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
    }

    static MountTable parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            int separator = separator(fields);
            // Fields before the separator vary in number (optional tags such as shared:1), hence the search for it.
            if (separator > 0 && separator + 3 < fields.length) {
                mounts.add(new Mount(
                        unescape(fields[3]),
                        Path.of(unescape(fields[4])),
                        fields[separator + 1],
                        Set.of(distinct(fields[separator + 3].split(",")))));
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    List<Mount> ofType(String type) {
        return mounts.stream().filter(mount -> mount.type().equals(type)).toList();
    }

    /** Whether something is mounted exactly there. Without a table at all, this is taken to be so. */
    boolean isMountPoint(Path path) {
        return mounts.isEmpty()
                || mounts.stream().anyMatch(mount -> mount.point().equals(path));
    }

    private static int separator(String[] fields) {
        for (int i = 6; i < fields.length; i++) {
            if (fields[i].equals("-")) {
                return i;
            }
        }
        return -1;
    }

    private static String[] distinct(String[] words) {
        return List.of(words).stream().distinct().toArray(String[]::new);
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
