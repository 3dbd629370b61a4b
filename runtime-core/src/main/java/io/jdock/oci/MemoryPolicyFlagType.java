package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/** Flags of set_mempolicy(2): {@code MPOL_F_STATIC_NODES} and so on (config-linux.md, "Memory policy"). */
public enum MemoryPolicyFlagType implements OciConstant {
    NUMA_BALANCING,
    RELATIVE_NODES,
    STATIC_NODES;

    @JsonValue
    @Override
    public String json() {
        return "MPOL_F_" + name();
    }
}
