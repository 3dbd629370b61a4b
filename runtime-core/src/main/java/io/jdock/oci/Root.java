package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * The container's root file system (config.md, "Root").
 *
 * @param path of a directory on the host; a relative one starts at the bundle
 * @param readonly whether the container cannot write to it
 */
public record Root(String path, boolean readonly) {
    static Root fromJson(JsonValue json) {
        return new Root(json.at("path").text(), json.at("readonly").flagOr(false));
    }

    JsonObject toJson() {
        return new JsonObject().put("path", path).putIfSet("readonly", readonly);
    }
}
