package io.jdock.oci;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of a system call filter: config-linux.md, "Seccomp". */
final class SeccompRules {
    private static final Set<LinuxSeccompAction> WITH_ERRNO =
            Set.of(LinuxSeccompAction.ERRNO, LinuxSeccompAction.TRACE);
    private static final int MAX_ARGUMENT_INDEX = 5; // seccomp(2): struct seccomp_data has six

    private static final int MAX_ERRNO = 4095;

    private SeccompRules() {}

    static void seccomp(Field field, LinuxSeccomp seccomp) {
        errno(field.at("defaultErrnoRet"), seccomp.defaultErrnoRet(), seccomp.defaultAction());
        field.at("listenerPath").text(seccomp.listenerPath());
        field.at("listenerMetadata").text(seccomp.listenerMetadata());
        if (seccomp.listenerMetadata() != null && seccomp.listenerPath() == null) {
            throw field.at("listenerMetadata").refuse("given", "absent without listenerPath");
        }
        field.at("syscalls").each(seccomp.syscalls(), SeccompRules::syscall);
    }

    private static void syscall(Field field, LinuxSyscall syscall) {
        if (syscall.names().isEmpty()) {
            throw field.at("names").refuse("empty", "a list of at least one system call");
        }
        field.at("names").each(syscall.names(), Field::notEmpty);
        errno(field.at("errnoRet"), syscall.errnoRet(), syscall.action());
        field.at("args").each(syscall.args(), (at, arg) -> at.at("index").range(arg.index(), 0, MAX_ARGUMENT_INDEX));
    }

    /** "When the action doesn't support an errno, the runtime MUST print and error and fail." */
    private static void errno(Field field, @Nullable Integer errno, LinuxSeccompAction action) {
        // What a filter returns has 16 bits (seccomp(2), SECCOMP_RET_DATA), and a call can return errors up to 4095.
        field.range(errno, 0, action == LinuxSeccompAction.TRACE ? Field.MAX_UINT16 : MAX_ERRNO);
        if (errno != null && !WITH_ERRNO.contains(action)) {
            throw field.refuse(errno.toString(), "absent with " + action.json());
        }
    }
}
