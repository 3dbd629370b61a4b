package io.jdock.oci;

import io.jdock.json.JsonValue;

/**
 * How an argument of a system call is compared, as libseccomp names it: {@code SCMP_CMP_EQ} and so on (config-linux.md,
 * "Seccomp").
 */
public enum LinuxSeccompOperator implements OciConstant {
    NE,
    LT,
    LE,
    EQ,
    GE,
    GT,
    MASKED_EQ;

    @Override
    public String json() {
        return "SCMP_CMP_" + name();
    }

    static LinuxSeccompOperator fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
