package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The processors that a process started by {@code exec} runs on (config.md, "Linux Process"). Lists are written like
 * {@code 0-3,7}.
 *
 * @param initial before the process enters the container's cgroup
 * @param finalCpus afterwards, the JSON property {@code final}; null changes nothing
 */
public record CPUAffinity(
        @Nullable String initial, @Nullable String finalCpus) {
    public CPUAffinity {
        initial = Values.text(initial);
        finalCpus = Values.text(finalCpus);
    }

    static CPUAffinity fromJson(JsonValue json) {
        return new CPUAffinity(json.at("initial").textOrNull(), json.at("final").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject().putIfPresent("initial", initial).putIfPresent("final", finalCpus);
    }
}
