package io.jdock.oci;

import io.jdock.json.JsonValue;

/**
 * What happens at a system call, as libseccomp names it: {@code SCMP_ACT_KILL} and so on (config-linux.md, "Seccomp").
 */
public enum LinuxSeccompAction implements OciConstant {
    KILL,
    KILL_PROCESS,
    KILL_THREAD,
    TRAP,
    ERRNO,
    TRACE,
    ALLOW,
    LOG,
    NOTIFY;

    @Override
    public String json() {
        return "SCMP_ACT_" + name();
    }

    static LinuxSeccompAction fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
