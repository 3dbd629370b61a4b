package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Modes of set_mempolicy(2): {@code MPOL_BIND} and so on (config-linux.md, "Memory policy"). */
public enum MemoryPolicyModeType implements OciConstant {
    DEFAULT,
    BIND,
    INTERLEAVE,
    WEIGHTED_INTERLEAVE,
    PREFERRED,
    PREFERRED_MANY,
    LOCAL;

    @Override
    public String json() {
        return "MPOL_" + name();
    }

    static MemoryPolicyModeType fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
