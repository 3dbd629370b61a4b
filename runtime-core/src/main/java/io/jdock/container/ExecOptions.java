package io.jdock.container;

import io.jdock.cgroup.CgroupPlace;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a command starts a further process in a container, besides what the process is.
 *
 * @param detached whether the process goes on without the command
 * @param pidFile where to write its process id, as this host counts
 * @param consoleSocket a Unix socket that takes the master of the pseudo-terminal, if it has one; needed for one that is
 *     detached
 * @param preservedDescriptors how many descriptors from 3 on the process keeps, 0 or more
 * @param evenPaused whether a paused container is entered too: the process then begins when the container goes on
 * @param groups control groups below the container's that it enters; where none is named, the container's own
 */
public record ExecOptions(
        boolean detached,
        Optional<Path> pidFile,
        Optional<Path> consoleSocket,
        int preservedDescriptors,
        boolean evenPaused,
        List<GroupBelow> groups) {
    /**
     * A control group below the container's own.
     *
     * @param controllers of version 1, for whose hierarchies it is meant; none for all
     * @param path relative to the container's group
     */
    public record GroupBelow(Set<String> controllers, Path path) {
        /** A path with {@code ..} does not lead out of the container's group. */
        public GroupBelow {
            controllers = Set.copyOf(controllers);
            path = Path.of("/").relativize(Path.of("/").resolve(path).normalize());
        }

        /** What {@code <path>} or {@code <controller>[,<controller>...]:<path>} says. */
        public static GroupBelow parse(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new GroupBelow(Set.of(), Path.of(text))
                    : new GroupBelow(Set.of(text.substring(0, colon).split(",")), Path.of(text.substring(colon + 1)));
        }

        boolean isIn(CgroupPlace place) {
            return controllers.isEmpty() || !Collections.disjoint(controllers, place.controllers());
        }

        @Override
        public String toString() {
            return controllers.isEmpty() ? path.toString() : String.join(",", controllers) + ":" + path;
        }
    }

    public ExecOptions {
        groups = List.copyOf(groups);
        if (preservedDescriptors < 0) {
            throw new IllegalArgumentException("cannot preserve " + preservedDescriptors + " descriptors");
        }
    }
}
