package io.jdock.host;

import io.jdock.kernel.Capability;
import java.util.List;

/**
 * Who this process is, as {@code /proc/self/status} tells it.
 *
 * @param name the login name; for an id without an entry in the user database, the id's digits
 * @param uid effective user id, 0 to 4,294,967,294
 * @param gid effective group id, 0 to 4,294,967,294
 * @param groups supplementary group ids
 * @param effectiveCapabilities the mask of effective capabilities, see {@link Capability#bit()}
 * @param noNewPrivileges whether set-user-id programs such as newuidmap have lost their effect (PR_SET_NO_NEW_PRIVS)
 * @param seccompFiltered whether a seccomp filter already stands over this process
 * @param ownUsers user ids that there are in this process's user namespace: all of them on a machine, few for root of a
 *     container
 * @param ownGroups the same of groups
 * @param chrooted whether the root directory is not a mount point: pivot_root(2) then fails, and clone(2) refuses new
 *     user namespaces to a process that chroot(2) confined
 */
public record Caller(
        String name,
        long uid,
        long gid,
        List<Long> groups,
        long effectiveCapabilities,
        boolean noNewPrivileges,
        boolean seccompFiltered,
        List<IdRange> ownUsers,
        List<IdRange> ownGroups,
        boolean chrooted) {
    /** All ids: -1 is none (user_namespaces(7)). */
    public static final IdRange ALL_IDS = new IdRange(0, 4_294_967_295L);

    public Caller {
        groups = List.copyOf(groups);
        ownUsers = List.copyOf(ownUsers);
        ownGroups = List.copyOf(ownGroups);
    }

    /**
     * Whether ids mean what they mean on the whole machine; false for root of a container with its own ids, whose
     * capabilities say nothing about the machine.
     */
    public boolean initialUserNamespace() {
        return ownUsers.size() == 1 && ownUsers.get(0).contains(ALL_IDS);
    }

    /** Whether the effective user is root, in whichever user namespace this process is. */
    public boolean isRoot() {
        return uid == 0;
    }

    /** Whether a capability is effective. */
    public boolean has(Capability capability) {
        return (effectiveCapabilities & capability.bit()) != 0;
    }

    /** Whether any ids of this user namespace can be mapped into a new one. */
    public boolean canMapAnyId() {
        return has(Capability.CAP_SETUID) && has(Capability.CAP_SETGID);
    }

    /** Whether namespaces other than user namespaces can be made without making a user namespace first. */
    public boolean canMakeNamespaces() {
        return has(Capability.CAP_SYS_ADMIN);
    }
}
