package io.jdock.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which memory nodes give the memory: set_mempolicy(2) (config-linux.md, "Memory policy").
 *
 * @param nodes such as {@code 0-3,7}; which modes take them is said in set_mempolicy(2)
 */
public record LinuxMemoryPolicy(
        @Required MemoryPolicyModeType mode, @Nullable String nodes, List<MemoryPolicyFlagType> flags) {
    public LinuxMemoryPolicy {
        nodes = Values.text(nodes);
        flags = List.copyOf(flags);
    }
}
