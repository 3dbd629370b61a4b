package io.jdock.oci;

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
        @Required List<String> names,
        @Required LinuxSeccompAction action,
        @Nullable Integer errnoRet,
        List<LinuxSeccompArg> args) {
    public LinuxSyscall {
        names = List.copyOf(names);
        args = List.copyOf(args);
    }
}
