package io.jdock.host;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Security features of the kernel.
 *
 * @param seccompActions what a seccomp filter can return ({@code kernel.seccomp.actions_avail}); empty without seccomp
 * @param modules the active Linux security modules in their order; without
 *     securityfs, {@code apparmor} or {@code selinux} alone if it is active; empty if nothing can be told
 * @param label the security module's label of this process ({@code /proc/self/attr/current}), such as
 *     {@code unconfined}
 * @param memfdNoexec {@code vm.memfd_noexec}, 0 to 2; empty before Linux 6.3. At 2, a memfd cannot be executed
 * @param ptraceScope Yama's {@code kernel.yama.ptrace_scope}, 0 to 3; empty without Yama
 */
public record SecurityFeatures(
        Set<String> seccompActions,
        List<String> modules,
        Optional<String> label,
        OptionalInt memfdNoexec,
        OptionalInt ptraceScope) {
    public SecurityFeatures {
        seccompActions = Set.copyOf(seccompActions);
        modules = List.copyOf(modules);
    }

    /** Whether a program can be executed from a memfd. */
    public boolean memfdExecutable() {
        return memfdNoexec.orElse(0) < 2;
    }
}
