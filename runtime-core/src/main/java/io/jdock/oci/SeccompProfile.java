package io.jdock.oci;

import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seccomp profile as users of containers write it to files. It is the {@link LinuxSeccomp} of the specification with the
 * additions of Docker and Podman: rules that depend on the container and its host. A file in the form of the specification
 * is one without conditions.
 *
 * @param defaultAction for calls that no rule matches
 * @param defaultErrnoRet error number, only with {@code ERRNO} and {@code TRACE}; null means {@code EPERM}
 * @param defaultErrno the same by name, such as {@code ENOSYS} (Podman); used if {@code defaultErrnoRet} is null
 * @param architectures that the filter covers besides the machine's own
 * @param archMap the same depending on the machine's own; only without {@code architectures}
 * @param flags of seccomp(2)
 * @param listenerPath Unix socket that gets the descriptor of notifications
 * @param listenerMetadata text that goes to the listener as it is
 * @param syscalls rules
 */
public record SeccompProfile(
        LinuxSeccompAction defaultAction,
        @Nullable Integer defaultErrnoRet,
        @Nullable String defaultErrno,
        List<Arch> architectures,
        List<Family> archMap,
        List<LinuxSeccompFlag> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<Rule> syscalls) {

    /**
     * An architecture and those whose programs it can run.
     *
     * @param architecture of the machine
     * @param subArchitectures others that the filter then covers
     */
    public record Family(Arch architecture, List<Arch> subArchitectures) {
        public Family {
            subArchitectures = List.copyOf(subArchitectures);
        }

        static Family fromJson(JsonValue json) {
            return new Family(
                    Arch.fromJson(json.at("architecture")),
                    json.at("subArchitectures").list(Arch::fromJson));
        }
    }

    /**
     * What happens at some system calls.
     *
     * @param name of a single call, in old profiles; only without {@code names}
     * @param names of calls
     * @param action if all of {@code args} hold
     * @param errnoRet error number to return, only with {@code ERRNO} and {@code TRACE}; null means {@code EPERM}
     * @param errno the same by name (Podman); used if {@code errnoRet} is null
     * @param args conditions on the arguments
     * @param includes the rule is there only if all of this is so
     * @param excludes the rule is not there if any of this is so
     */
    public record Rule(
            @Nullable String name,
            List<String> names,
            LinuxSeccompAction action,
            @Nullable Integer errnoRet,
            @Nullable String errno,
            List<LinuxSeccompArg> args,
            @Nullable Condition includes,
            @Nullable Condition excludes) {
        public Rule {
            name = Values.text(name);
            names = List.copyOf(names);
            errno = Values.text(errno);
            args = List.copyOf(args);
        }

        static Rule fromJson(JsonValue json) {
            return new Rule(
                    json.at("name").textOrNull(),
                    json.at("names").texts(),
                    LinuxSeccompAction.fromJson(json.at("action")),
                    json.at("errnoRet").int32OrNull(),
                    json.at("errno").textOrNull(),
                    json.at("args").list(LinuxSeccompArg::fromJson),
                    json.at("includes").orNull(Condition::fromJson),
                    json.at("excludes").orNull(Condition::fromJson));
        }
    }

    /**
     * A condition on the container and its host.
     *
     * @param caps capabilities by names such as {@code CAP_SYS_ADMIN}
     * @param arches machines by names such as {@code amd64} and {@code arm64}
     * @param minKernel the kernel's version at least, such as {@code 4.8}
     */
    public record Condition(
            List<String> caps,
            List<String> arches,
            @Nullable String minKernel) {
        public Condition {
            caps = List.copyOf(caps);
            arches = List.copyOf(arches);
            minKernel = Values.text(minKernel);
        }

        static Condition fromJson(JsonValue json) {
            return new Condition(
                    json.at("caps").texts(),
                    json.at("arches").texts(),
                    json.at("minKernel").textOrNull());
        }
    }

    public SeccompProfile {
        defaultErrno = Values.text(defaultErrno);
        architectures = List.copyOf(architectures);
        archMap = List.copyOf(archMap);
        flags = List.copyOf(flags);
        listenerPath = Values.text(listenerPath);
        listenerMetadata = Values.text(listenerMetadata);
        syscalls = List.copyOf(syscalls);
    }

    static SeccompProfile fromJson(JsonValue json) {
        return new SeccompProfile(
                LinuxSeccompAction.fromJson(json.at("defaultAction")),
                json.at("defaultErrnoRet").int32OrNull(),
                json.at("defaultErrno").textOrNull(),
                json.at("architectures").list(Arch::fromJson),
                json.at("archMap").list(Family::fromJson),
                json.at("flags").list(LinuxSeccompFlag::fromJson),
                json.at("listenerPath").textOrNull(),
                json.at("listenerMetadata").textOrNull(),
                json.at("syscalls").list(Rule::fromJson));
    }
}
