package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a container may take of an RDMA device; at least one of both is given (config-linux.md, "RDMA").
 *
 * @param hcaHandles 0 to 4294967295
 * @param hcaObjects 0 to 4294967295
 */
public record LinuxRdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {
    static LinuxRdma fromJson(JsonValue json) {
        return new LinuxRdma(
                json.at("hcaHandles").int64OrNull(), json.at("hcaObjects").int64OrNull());
    }

    JsonObject toJson() {
        return new JsonObject().putIfPresent("hcaHandles", hcaHandles).putIfPresent("hcaObjects", hcaObjects);
    }
}
