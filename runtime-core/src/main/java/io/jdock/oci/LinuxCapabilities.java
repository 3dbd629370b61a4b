package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;

/**
 * The five sets of capabilities(7), by names such as {@code CAP_CHOWN} (config.md, "Linux Process").
 *
 * <p>The specification wants unknown names to be told as a warning, not refused.
 */
public record LinuxCapabilities(
        List<String> bounding,
        List<String> effective,
        List<String> inheritable,
        List<String> permitted,
        List<String> ambient) {
    /** No capability in any set. */
    public static final LinuxCapabilities NONE =
            new LinuxCapabilities(List.of(), List.of(), List.of(), List.of(), List.of());

    public LinuxCapabilities {
        bounding = List.copyOf(bounding);
        effective = List.copyOf(effective);
        inheritable = List.copyOf(inheritable);
        permitted = List.copyOf(permitted);
        ambient = List.copyOf(ambient);
    }

    static LinuxCapabilities fromJson(JsonValue json) {
        return new LinuxCapabilities(
                json.at("bounding").texts(),
                json.at("effective").texts(),
                json.at("inheritable").texts(),
                json.at("permitted").texts(),
                json.at("ambient").texts());
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("bounding", bounding)
                .putIfPresent("effective", effective)
                .putIfPresent("inheritable", inheritable)
                .putIfPresent("permitted", permitted)
                .putIfPresent("ambient", ambient);
    }
}
