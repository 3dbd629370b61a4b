package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;

/**
 * The execution domain: personality(2) (config-linux.md, "Personality").
 *
 * @param flags none exists so far
 */
public record LinuxPersonality(LinuxPersonalityDomain domain, List<String> flags) {
    public LinuxPersonality {
        flags = List.copyOf(flags);
    }

    static LinuxPersonality fromJson(JsonValue json) {
        return new LinuxPersonality(
                LinuxPersonalityDomain.fromJson(json.at("domain")),
                json.at("flags").texts());
    }

    JsonObject toJson() {
        return new JsonObject().put("domain", domain.json()).putIfPresent("flags", flags);
    }
}
