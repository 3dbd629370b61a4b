package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that is run at a moment of a container's life, with the {@link State} on standard input (config.md,
 * "POSIX-platform Hooks").
 *
 * @param path absolute
 * @param args all arguments, from the program's name on
 * @param env the whole environment, each {@code name=value}
 * @param timeout in seconds, above 0; null waits for ever
 */
public record Hook(
        String path,
        List<String> args,
        List<String> env,
        @Nullable Integer timeout) {
    public Hook {
        args = List.copyOf(args);
        env = List.copyOf(env);
    }

    static Hook fromJson(JsonValue json) {
        return new Hook(
                json.at("path").text(),
                json.at("args").texts(),
                json.at("env").texts(),
                json.at("timeout").int32OrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("path", path)
                .putIfPresent("args", args)
                .putIfPresent("env", env)
                .putIfPresent("timeout", timeout);
    }
}
