package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * How much memory in huge pages of one size may be taken (config-linux.md, "Huge page limits").
 *
 * @param pageSize such as {@code 2MB} or {@code 1GB}
 * @param limit in bytes, 0 to 2^63-1
 */
public record LinuxHugepageLimit(String pageSize, long limit) {
    static LinuxHugepageLimit fromJson(JsonValue json) {
        return new LinuxHugepageLimit(
                json.at("pageSize").text(), json.at("limit").int64());
    }

    JsonObject toJson() {
        return new JsonObject().put("pageSize", pageSize).put("limit", limit);
    }
}
