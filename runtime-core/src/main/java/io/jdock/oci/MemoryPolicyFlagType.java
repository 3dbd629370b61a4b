package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Flags of set_mempolicy(2): {@code MPOL_F_STATIC_NODES} and so on (config-linux.md, "Memory policy"). */
public enum MemoryPolicyFlagType implements OciConstant {
    NUMA_BALANCING,
    RELATIVE_NODES,
    STATIC_NODES;

    @Override
    public String json() {
        return "MPOL_F_" + name();
    }

    static MemoryPolicyFlagType fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
