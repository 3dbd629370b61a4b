package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * A limit on a block device (config-linux.md, "Block IO").
 *
 * @param major number of the device
 * @param minor number of the device
 * @param rate bytes or operations in a second, 0 to 2^63-1
 */
public record LinuxThrottleDevice(long major, long minor, long rate) {
    static LinuxThrottleDevice fromJson(JsonValue json) {
        return new LinuxThrottleDevice(
                json.at("major").int64(),
                json.at("minor").int64(),
                json.at("rate").int64());
    }

    JsonObject toJson() {
        return new JsonObject().put("major", major).put("minor", minor).put("rate", rate);
    }
}
