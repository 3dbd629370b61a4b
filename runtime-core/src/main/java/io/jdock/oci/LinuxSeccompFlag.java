package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Flags of seccomp(2): {@code SECCOMP_FILTER_FLAG_LOG} and so on (config-linux.md, "Seccomp"). */
public enum LinuxSeccompFlag implements OciConstant {
    TSYNC,
    LOG,
    SPEC_ALLOW,
    WAIT_KILLABLE_RECV;

    @Override
    public String json() {
        return "SECCOMP_FILTER_FLAG_" + name();
    }

    static LinuxSeccompFlag fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
