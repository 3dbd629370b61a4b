package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/** Flags of seccomp(2): {@code SECCOMP_FILTER_FLAG_LOG} and so on (config-linux.md, "Seccomp"). */
public enum LinuxSeccompFlag implements OciConstant {
    TSYNC,
    LOG,
    SPEC_ALLOW,
    WAIT_KILLABLE_RECV;

    @JsonValue
    @Override
    public String json() {
        return "SECCOMP_FILTER_FLAG_" + name();
    }
}
