package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which system calls the container may make (config-linux.md, "Seccomp").
 *
 * @param defaultAction for calls that no entry of {@code syscalls} matches
 * @param defaultErrnoRet error number, only with {@code ERRNO} and {@code TRACE}; null means {@code EPERM}
 * @param architectures that the filter covers besides the machine's own
 * @param flags of seccomp(2)
 * @param listenerPath Unix socket that gets the descriptor of notifications, for {@code NOTIFY}
 * @param listenerMetadata text that goes to the listener as it is; only with {@code listenerPath}
 * @param syscalls rules
 */
public record LinuxSeccomp(
        LinuxSeccompAction defaultAction,
        @Nullable Integer defaultErrnoRet,
        List<Arch> architectures,
        List<LinuxSeccompFlag> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<LinuxSyscall> syscalls) {
    public LinuxSeccomp {
        architectures = List.copyOf(architectures);
        flags = List.copyOf(flags);
        listenerPath = Values.text(listenerPath);
        listenerMetadata = Values.text(listenerMetadata);
        syscalls = List.copyOf(syscalls);
    }

    static LinuxSeccomp fromJson(JsonValue json) {
        return new LinuxSeccomp(
                LinuxSeccompAction.fromJson(json.at("defaultAction")),
                json.at("defaultErrnoRet").int32OrNull(),
                json.at("architectures").list(Arch::fromJson),
                json.at("flags").list(LinuxSeccompFlag::fromJson),
                json.at("listenerPath").textOrNull(),
                json.at("listenerMetadata").textOrNull(),
                json.at("syscalls").list(LinuxSyscall::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("defaultAction", defaultAction.json())
                .putIfPresent("defaultErrnoRet", defaultErrnoRet)
                .putIfPresent("architectures", OciConstant.texts(architectures))
                .putIfPresent("flags", OciConstant.texts(flags))
                .putIfPresent("listenerPath", listenerPath)
                .putIfPresent("listenerMetadata", listenerMetadata)
                .putList("syscalls", syscalls, LinuxSyscall::toJson);
    }
}
