package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * The priority of packets that leave through an interface (config-linux.md, "Network").
 *
 * @param name of the interface on the host
 * @param priority 0 to 4294967295
 */
public record LinuxInterfacePriority(String name, long priority) {
    static LinuxInterfacePriority fromJson(JsonValue json) {
        return new LinuxInterfacePriority(
                json.at("name").text(), json.at("priority").int64());
    }

    JsonObject toJson() {
        return new JsonObject().put("name", name).put("priority", priority);
    }
}
