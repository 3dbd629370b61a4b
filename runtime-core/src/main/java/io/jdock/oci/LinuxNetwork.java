package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks on the container's packets, of cgroup v1 (config-linux.md, "Network").
 *
 * @param classID of net_cls, 0 to 4294967295
 * @param priorities of net_prio
 */
public record LinuxNetwork(@Nullable Long classID, List<LinuxInterfacePriority> priorities) {
    public LinuxNetwork {
        priorities = List.copyOf(priorities);
    }

    static LinuxNetwork fromJson(JsonValue json) {
        return new LinuxNetwork(
                json.at("classID").int64OrNull(), json.at("priorities").list(LinuxInterfacePriority::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("classID", classID)
                .putList("priorities", priorities, LinuxInterfacePriority::toJson);
    }
}
