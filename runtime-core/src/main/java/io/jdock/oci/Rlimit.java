package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * A resource limit of setrlimit(2) (config.md, "POSIX process").
 *
 * @param type such as {@code RLIMIT_NOFILE}
 * @param soft what is enforced: an unsigned 64-bit number, {@link #INFINITY} for no limit
 * @param hard what {@code soft} may be raised to: an unsigned 64-bit number, not below {@code soft}
 */
public record Rlimit(String type, long soft, long hard) {
    /** {@code RLIM_INFINITY}, 18446744073709551615: all bits are set. */
    public static final long INFINITY = -1;

    static Rlimit fromJson(JsonValue json) {
        return new Rlimit(
                json.at("type").text(),
                json.at("soft").uint64(),
                json.at("hard").uint64());
    }

    JsonObject toJson() {
        return new JsonObject().put("type", type).putUint64("soft", soft).putUint64("hard", hard);
    }
}
