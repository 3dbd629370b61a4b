package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a process is, in numbers of the container's user namespace (config.md, "POSIX-platform User").
 *
 * @param uid 0 to 4294967294
 * @param gid 0 to 4294967294
 * @param umask 0 to 0777; null for {@link #USUAL_UMASK}, as runc has it
 * @param additionalGids supplementary groups, each as {@code gid}
 */
public record User(long uid, long gid, @Nullable Integer umask, List<Long> additionalGids) {
    /** Others may not write. */
    public static final int USUAL_UMASK = 0022;

    /** User 0 and group 0 without further groups. */
    public static final User ROOT = of(0, 0);

    public User {
        additionalGids = List.copyOf(additionalGids);
    }

    /** A user with one group and the usual umask. */
    public static User of(long uid, long gid) {
        return new User(uid, gid, null, List.of());
    }

    static User fromJson(JsonValue json) {
        return new User(
                json.at("uid").int64(),
                json.at("gid").int64(),
                json.at("umask").int32OrNull(),
                json.at("additionalGids").list(JsonValue::int64));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("uid", uid)
                .put("gid", gid)
                .putIfPresent("umask", umask)
                .putIfPresent("additionalGids", additionalGids);
    }
}
