package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;

/**
 * A condition on an argument of a system call (config-linux.md, "Seccomp").
 *
 * @param index of the argument, 0 to 5
 * @param value an unsigned 64-bit number: what the argument is compared with, or with {@code MASKED_EQ} the mask
 * @param valueTwo an unsigned 64-bit number: with {@code MASKED_EQ} what the masked argument is compared with, else 0
 * @param op the comparison
 */
public record LinuxSeccompArg(int index, long value, long valueTwo, LinuxSeccompOperator op) {
    static LinuxSeccompArg fromJson(JsonValue json) {
        return new LinuxSeccompArg(
                json.at("index").int32(),
                json.at("value").uint64(),
                json.at("valueTwo").uint64Or(0),
                LinuxSeccompOperator.fromJson(json.at("op")));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("index", index)
                .putUint64("value", value)
                .putUint64IfSet("valueTwo", valueTwo)
                .put("op", op.json());
    }
}
