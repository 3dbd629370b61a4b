package io.jdock.host;

import java.util.OptionalLong;

/**
 * What the kernel says about making user namespaces.
 *
 * @param compiledIn whether the kernel has them at all ({@code /proc/self/ns/user})
 * @param maximum how many this user may have ({@code user.max_user_namespaces}); empty if unreadable
 * @param unprivilegedClone Debian's and Arch's {@code kernel.unprivileged_userns_clone}; true where it does not exist
 * @param restrictedByAppArmor Ubuntu's {@code kernel.apparmor_restrict_unprivileged_userns}: without a profile that
 *     allows it, a process has no capabilities in the namespace that it made
 * @param filtered whether a filter of system calls refuses them to this process, as Docker's default profile does
 */
public record UserNamespaces(
        boolean compiledIn,
        OptionalLong maximum,
        boolean unprivilegedClone,
        boolean restrictedByAppArmor,
        boolean filtered) {

    /** Whether a caller without privileges can make one that is of use. */
    public boolean allowedWithoutPrivileges() {
        return allowed() && unprivilegedClone && !restrictedByAppArmor;
    }

    /** Whether a caller with CAP_SYS_ADMIN can make one. */
    public boolean allowed() {
        return compiledIn && maximum.orElse(1) > 0 && !filtered;
    }
}
