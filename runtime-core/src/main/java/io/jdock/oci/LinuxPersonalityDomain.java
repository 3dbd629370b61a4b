package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/** Execution domains of personality(2) (config-linux.md, "Personality"). */
public enum LinuxPersonalityDomain implements OciConstant {
    LINUX,
    LINUX32;

    @JsonValue
    @Override
    public String json() {
        return name();
    }
}
