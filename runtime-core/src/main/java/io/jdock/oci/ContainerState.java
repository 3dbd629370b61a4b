package io.jdock.oci;

import io.jdock.json.JsonValue;
import java.util.Locale;

/**
 * Where a container is in its life (runtime.md, "State"). {@code PAUSED} is an addition, which the specification
 * allows; other runtimes have it too.
 */
public enum ContainerState implements OciConstant {
    CREATING,
    CREATED,
    RUNNING,
    PAUSED,
    STOPPED;

    @Override
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ContainerState fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
