package io.jdock.cgroup;

import io.jdock.oci.LinuxResources;
import java.util.Optional;

/**
 * What a container wants of control groups.
 *
 * @param id the container's id: letters, digits, {@code _ . + -}
 * @param path OCI's {@code linux.cgroupsPath}: absolute means from the mount point on, relative from this process's own
 *     or delegated cgroup on. Empty means a cgroup {@code jdock-<id>} there
 * @param resources the limits
 * @param extent in which hierarchies to make cgroups
 * @param devices what to do where device rules cannot be enforced
 */
public record CgroupRequest(
        String id, Optional<String> path, LinuxResources resources, Extent extent, DeviceEnforcement devices) {

    /** In which hierarchies to make cgroups. Version 2 has only one. */
    public enum Extent {
        /** In all where that is allowed: everything can be measured, paused and killed. */
        EVERYWHERE,
        /**
         * If there is a limit, then also wherever the container can be measured or paused, and where a JVM looks for its
         * limits: OpenJDK takes no notice of any unless it finds all of cpu, cpuacct, cpuset and memory.
         */
        MEASURED_IF_LIMITED,
        /**
         * Only where a limit is asked for, and then also where the container can be paused. Each hierarchy of version 1
         * costs some 50 microseconds at the start and again at the end.
         */
        WHERE_LIMITED
    }

    /** What to do where device rules cannot be enforced, as without root. */
    public enum DeviceEnforcement {
        /** Refuse. */
        REQUIRED,
        /**
         * Go on without. This is sound where the container's user namespace and its mounts, without device files of its
         * own making, already keep devices away.
         */
        WHERE_PERMITTED
    }

    /** A request with the default path, everywhere, and device rules where they can be enforced. */
    public static CgroupRequest of(String id, LinuxResources resources) {
        return new CgroupRequest(id, Optional.empty(), resources, Extent.EVERYWHERE, DeviceEnforcement.WHERE_PERMITTED);
    }
}
