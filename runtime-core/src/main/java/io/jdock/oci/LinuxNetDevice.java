package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A network device of the host that moves into the container (config-linux.md, "Network Devices").
 *
 * @param name in the container, with {@code %d} for a free number; null keeps the host's name
 */
public record LinuxNetDevice(@Nullable String name) {
    public LinuxNetDevice {
        name = Values.text(name);
    }

    static LinuxNetDevice fromJson(JsonValue json) {
        return new LinuxNetDevice(json.at("name").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject().putIfPresent("name", name);
    }
}
