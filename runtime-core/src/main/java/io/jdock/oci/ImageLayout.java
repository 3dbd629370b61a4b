package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * The file {@code oci-layout} that marks a directory as an image layout (image-spec, image-layout.md).
 *
 * @param imageLayoutVersion always {@link #VERSION}
 */
public record ImageLayout(String imageLayoutVersion) {
    /** The only version of image layouts there is. */
    public static final String VERSION = "1.0.0";

    static ImageLayout fromJson(JsonValue json) {
        return new ImageLayout(json.at("imageLayoutVersion").text());
    }

    JsonObject toJson() {
        return new JsonObject().put("imageLayoutVersion", imageLayoutVersion);
    }
}
