package io.jdock.host;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * One mounted cgroup hierarchy and this process's place in it.
 *
 * @param controllers the controllers that children of {@code base} can have. For version 1 those of the hierarchy, or
 *     one entry {@code name=...} for a hierarchy without any
 * @param mountPoint where the hierarchy is mounted
 * @param ownPath this process's cgroup as {@code /proc/self/cgroup} shows it, relative to the cgroup namespace's root
 * @param ownDirectory that cgroup's directory; empty if it lies outside of what is mounted
 * @param delegationRoot the topmost directory from which on, down to the own one, this process may make changes; empty
 *     if it may not even change its own cgroup
 * @param base the directory in which this process can make children and move itself to them; empty like
 *     {@code delegationRoot}
 * @param baseOccupied version 2 only: {@code base} holds processes and is not the root of the whole hierarchy, so its
 *     children get no controllers until those are moved away (cgroups(7), "no internal processes" rule)
 */
public record CgroupHierarchy(
        Set<String> controllers,
        Path mountPoint,
        String ownPath,
        Optional<Path> ownDirectory,
        Optional<Path> delegationRoot,
        Optional<Path> base,
        boolean baseOccupied) {
    public CgroupHierarchy {
        controllers = Set.copyOf(controllers);
    }

    /** Whether this process may make children. */
    public boolean delegated() {
        return base.isPresent();
    }

    /** Whether children can be given a controller, such as {@code memory}. */
    public boolean offers(String controller) {
        return delegated() && !baseOccupied && controllers.contains(controller);
    }

    @Override
    public String toString() {
        return String.join(",", controllers.stream().sorted().toList()) + " on " + mountPoint;
    }
}
