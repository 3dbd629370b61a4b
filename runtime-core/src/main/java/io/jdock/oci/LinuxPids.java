package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks a container may have (config-linux.md, "PIDs").
 *
 * @param limit 0 or more; -1 means no limit, null leaves it as it is
 */
public record LinuxPids(@Nullable Long limit) {
    static LinuxPids fromJson(JsonValue json) {
        return new LinuxPids(json.at("limit").int64OrNull());
    }

    JsonObject toJson() {
        return new JsonObject().putIfPresent("limit", limit);
    }
}
