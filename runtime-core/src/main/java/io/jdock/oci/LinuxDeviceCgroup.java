package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A rule about devices; rules apply in the order of their list (config-linux.md, "Allowed Device list").
 *
 * @param allow whether access is given or taken away
 * @param type {@code c}, {@code b}, or {@code a} for all; null means all
 * @param major number, 0 to 4095; null or -1 means all
 * @param minor number, 0 to 1048575; null or -1 means all
 * @param access of the letters {@code r}, {@code w} and {@code m} (mknod(2)); null means all
 */
public record LinuxDeviceCgroup(
        boolean allow,
        @Nullable String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Nullable String access) {
    /** Takes all devices away. */
    public static final LinuxDeviceCgroup DENY_ALL = new LinuxDeviceCgroup(false, null, null, null, "rwm");

    public LinuxDeviceCgroup {
        type = Values.text(type);
        access = Values.text(access);
    }

    static LinuxDeviceCgroup fromJson(JsonValue json) {
        return new LinuxDeviceCgroup(
                json.at("allow").flag(),
                json.at("type").textOrNull(),
                json.at("major").int64OrNull(),
                json.at("minor").int64OrNull(),
                json.at("access").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("allow", allow)
                .putIfPresent("type", type)
                .putIfPresent("major", major)
                .putIfPresent("minor", minor)
                .putIfPresent("access", access);
    }
}
