package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Execution domains of personality(2) (config-linux.md, "Personality"). */
public enum LinuxPersonalityDomain implements OciConstant {
    LINUX,
    LINUX32;

    @Override
    public String json() {
        return name();
    }

    static LinuxPersonalityDomain fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
