package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * The priority of reads and writes: ioprio_set(2) (config.md, "Linux Process").
 *
 * @param ioClass the JSON property {@code class}
 * @param priority within the class, 0 (highest) to 7
 */
public record LinuxIOPriority(IOPriorityClass ioClass, int priority) {
    static LinuxIOPriority fromJson(JsonValue json) {
        return new LinuxIOPriority(
                IOPriorityClass.fromJson(json.at("class")), json.at("priority").int32());
    }

    JsonObject toJson() {
        return new JsonObject().put("class", ioClass.json()).put("priority", priority);
    }
}
