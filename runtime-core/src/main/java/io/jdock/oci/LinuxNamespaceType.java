package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;
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

    @JsonValue
    @Override
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
