package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The share of a block device's bandwidth; at least one of the weights is given (config-linux.md, "Block IO").
 *
 * @param major number of the device
 * @param minor number of the device
 * @param weight 0 to 65535; the kernel takes 10 to 1000
 * @param leafWeight as {@code weight}, against child cgroups
 */
public record LinuxWeightDevice(
        long major,
        long minor,
        @Nullable Integer weight,
        @Nullable Integer leafWeight) {
    static LinuxWeightDevice fromJson(JsonValue json) {
        return new LinuxWeightDevice(
                json.at("major").int64(),
                json.at("minor").int64(),
                json.at("weight").int32OrNull(),
                json.at("leafWeight").int32OrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("major", major)
                .put("minor", minor)
                .putIfPresent("weight", weight)
                .putIfPresent("leafWeight", leafWeight);
    }
}
