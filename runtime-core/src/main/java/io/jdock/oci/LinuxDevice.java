package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A device that is there in the container (config-linux.md, "Devices").
 *
 * @param path absolute path in the container
 * @param type {@code c} or {@code u} for a character device, {@code b} for a block device, {@code p} for a named pipe
 * @param major number, 0 to 4095; null only for a named pipe
 * @param minor number, 0 to 1048575; null only for a named pipe
 * @param fileMode permission bits, possibly with the bits of the file type (inode(7)); null leaves them to the runtime
 * @param uid owner in the container, 0 to 4294967294; null leaves it to the runtime
 * @param gid group in the container, 0 to 4294967294; null leaves it to the runtime
 */
public record LinuxDevice(
        String path,
        String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Nullable Integer fileMode,
        @Nullable Long uid,
        @Nullable Long gid) {
    static LinuxDevice fromJson(JsonValue json) {
        return new LinuxDevice(
                json.at("path").text(),
                json.at("type").text(),
                json.at("major").int64OrNull(),
                json.at("minor").int64OrNull(),
                json.at("fileMode").int32OrNull(),
                json.at("uid").int64OrNull(),
                json.at("gid").int64OrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("path", path)
                .put("type", type)
                .putIfPresent("major", major)
                .putIfPresent("minor", minor)
                .putIfPresent("fileMode", fileMode)
                .putIfPresent("uid", uid)
                .putIfPresent("gid", gid);
    }
}
