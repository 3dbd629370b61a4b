package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens at some system calls (config-linux.md, "Seccomp").
 *
 * @param names at least one
 * @param action if all of {@code args} hold
 * @param errnoRet error number to return, only with {@code ERRNO} and {@code TRACE}; null means {@code EPERM}
 * @param args conditions on the arguments; none always holds
 */
public record LinuxSyscall(
        List<String> names,
        LinuxSeccompAction action,
        @Nullable Integer errnoRet,
        List<LinuxSeccompArg> args) {
    public LinuxSyscall {
        names = List.copyOf(names);
        args = List.copyOf(args);
    }

    static LinuxSyscall fromJson(JsonValue json) {
        return new LinuxSyscall(
                json.at("names").requiredList(JsonValue::text),
                LinuxSeccompAction.fromJson(json.at("action")),
                json.at("errnoRet").int32OrNull(),
                json.at("args").list(LinuxSeccompArg::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("names", names)
                .put("action", action.json())
                .putIfPresent("errnoRet", errnoRet)
                .putList("args", args, LinuxSeccompArg::toJson);
    }
}
