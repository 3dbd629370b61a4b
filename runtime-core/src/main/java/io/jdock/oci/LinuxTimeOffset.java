package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * What a clock of the container shows beyond the host's (config-linux.md, "Offset for Time Namespace").
 *
 * @param secs seconds, may be negative
 * @param nanosecs nanoseconds to add, 0 to 999999999
 */
public record LinuxTimeOffset(long secs, long nanosecs) {
    static LinuxTimeOffset fromJson(JsonValue json) {
        return new LinuxTimeOffset(
                json.at("secs").int64Or(0), json.at("nanosecs").int64Or(0));
    }

    JsonObject toJson() {
        return new JsonObject().putIfSet("secs", secs).putIfSet("nanosecs", nanosecs);
    }
}
