package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.Set;

/**
 * A container's cgroup in one hierarchy.
 *
 * @param unified whether the hierarchy is of version 2
 * @param controllers the controllers that it has; for a named hierarchy of version 1, {@code name=...}
 * @param directory where it is
 */
public record CgroupPlace(boolean unified, Set<String> controllers, Path directory) {
    public CgroupPlace {
        controllers = Set.copyOf(controllers);
    }

    boolean has(String controller) {
        return controllers.contains(controller);
    }
}
