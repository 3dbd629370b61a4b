package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * The size of a terminal (config.md, "Process").
 *
 * @param height in characters, 0 to 65535
 * @param width in characters, 0 to 65535
 */
public record Box(int height, int width) {
    static Box fromJson(JsonValue json) {
        return new Box(json.at("height").int32(), json.at("width").int32());
    }

    JsonObject toJson() {
        return new JsonObject().put("height", height).put("width", width);
    }
}
