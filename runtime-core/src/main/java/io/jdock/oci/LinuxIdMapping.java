package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * A range of user or group ids and where it lies on the host (config-linux.md, "User namespace mappings").
 *
 * @param containerID the first id in the container, 0 to 4294967294
 * @param hostID the first id on the host, 0 to 4294967294
 * @param size how many ids, at least 1; neither range may go beyond 4294967294
 */
public record LinuxIdMapping(long containerID, long hostID, long size) {
    static LinuxIdMapping fromJson(JsonValue json) {
        return new LinuxIdMapping(
                json.at("containerID").int64(),
                json.at("hostID").int64(),
                json.at("size").int64());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("containerID", containerID)
                .put("hostID", hostID)
                .put("size", size);
    }
}
