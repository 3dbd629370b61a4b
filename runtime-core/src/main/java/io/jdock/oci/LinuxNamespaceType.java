package io.jdock.oci;

import io.jdock.json.JsonValue;
import java.util.Locale;

/** The kinds of namespaces(7) (config-linux.md, "Namespaces"). */
public enum LinuxNamespaceType implements OciConstant {
    PID,
    NETWORK,
    MOUNT,
    IPC,
    UTS,
    USER,
    CGROUP,
    TIME;

    @Override
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LinuxNamespaceType fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
