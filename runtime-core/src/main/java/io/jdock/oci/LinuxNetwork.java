package io.jdock.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks on the container's packets, of cgroup v1 (config-linux.md, "Network").
 *
 * @param classID of net_cls, 0 to 4294967295
 * @param priorities of net_prio
 */
public record LinuxNetwork(@Nullable Long classID, List<LinuxInterfacePriority> priorities) {
    public LinuxNetwork {
        priorities = List.copyOf(priorities);
    }
}
