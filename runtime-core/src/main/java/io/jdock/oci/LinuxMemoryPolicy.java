package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which memory nodes give the memory: set_mempolicy(2) (config-linux.md, "Memory policy").
 *
 * @param nodes such as {@code 0-3,7}; which modes take them is said in set_mempolicy(2)
 */
public record LinuxMemoryPolicy(
        MemoryPolicyModeType mode, @Nullable String nodes, List<MemoryPolicyFlagType> flags) {
    public LinuxMemoryPolicy {
        nodes = Values.text(nodes);
        flags = List.copyOf(flags);
    }

    static LinuxMemoryPolicy fromJson(JsonValue json) {
        return new LinuxMemoryPolicy(
                MemoryPolicyModeType.fromJson(json.at("mode")),
                json.at("nodes").textOrNull(),
                json.at("flags").list(MemoryPolicyFlagType::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("mode", mode.json())
                .putIfPresent("nodes", nodes)
                .putIfPresent("flags", OciConstant.texts(flags));
    }
}
