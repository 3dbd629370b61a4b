package io.jdock.host;

import io.jdock.kernel.Architecture;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What this machine is and lets this process do, at the moment of the probe. Planners decide by it alone.
 *
 * @param kernel release of the running kernel
 * @param architecture instruction set of this process
 * @param caller this process's user and rights
 * @param cgroups the cgroup hierarchies
 * @param namespaces kinds of namespaces that the kernel has, by their names in {@code /proc/self/ns}, such as
 *     {@code mnt}
 * @param userNamespaces whether user namespaces may be made
 * @param subordinateIds ranges granted to the caller
 * @param overlay whether overlay file systems can be mounted
 * @param security seccomp, security modules and sysctls that restrict
 * @param pidMaximum {@code kernel.pid_max}; empty if unreadable
 * @param pressureStalls whether the kernel measures pressure stalls (PSI)
 * @param helpers programs for containers without root
 * @param emulators interpreters of other architectures' programs
 * @param containedIn name of the container engine or kind of container in which this process seems to be, such as
 *     {@code docker}; empty outside of one. A hint from marker files, not proof
 * @param coversOfProc mounts below /proc that hide something of it
 * @param systemd whether systemd is the machine's service manager
 * @param resctrl where the file system is mounted by which caches and memory bandwidth are shared out
 * @param forwarding whether the machine passes packets on that are not for itself (net.ipv4.ip_forward)
 */
public record HostFacts(
        KernelRelease kernel,
        Architecture architecture,
        Caller caller,
        CgroupLayout cgroups,
        Set<String> namespaces,
        UserNamespaces userNamespaces,
        SubordinateIds subordinateIds,
        OverlaySupport overlay,
        SecurityFeatures security,
        OptionalLong pidMaximum,
        boolean pressureStalls,
        Helpers helpers,
        List<Emulator> emulators,
        Optional<String> containedIn,
        List<String> coversOfProc,
        boolean systemd,
        Optional<Path> resctrl,
        boolean forwarding) {
    /** The first of the ids that systemd's "Users, Groups, UIDs and GIDs on systemd Systems" keeps for containers. */
    private static final IdRange CONTAINER_IDS = new IdRange(524_288, 65_536);

    public HostFacts {
        namespaces = Set.copyOf(namespaces);
        emulators = List.copyOf(emulators);
        coversOfProc = List.copyOf(coversOfProc);
    }

    /** Whether this process can make the user namespace that every container has. */
    public boolean canMakeUserNamespace() {
        return caller.canMakeNamespaces() ? userNamespaces.allowed() : userNamespaces.allowedWithoutPrivileges();
    }

    /**
     * Whether this process has the rights of root, and ids to give away. Root of a user namespace with no other id than its own
     * has none: it is an ordinary user who calls itself 0, which often may not even change its groups (user_namespaces(7)).
     */
    public boolean privileged() {
        return caller.canMakeNamespaces()
                && caller.canMapAnyId()
                && containerUsers().start() != caller.uid()
                && containerGroups().start() != caller.gid();
    }

    /** Whether ranges of ids, and not only the caller's own, can be mapped into a user namespace. */
    public boolean canMapRanges() {
        return privileged()
                || (subordinateIds.granted()
                        && there(caller.ownUsers(), subordinateIds.users().get(0))
                        && there(caller.ownGroups(), subordinateIds.groups().get(0))
                        && helpers.canMapRanges()
                        && !caller.noNewPrivileges());
    }

    /** User ids that root gives to a container, from the container's 0 on. */
    public IdRange containerUsers() {
        return containerIds(subordinateIds.users(), caller.ownUsers(), caller.uid());
    }

    /** Group ids that root gives to a container, from the container's 0 on. */
    public IdRange containerGroups() {
        return containerIds(subordinateIds.groups(), caller.ownGroups(), caller.gid());
    }

    /**
     * Those that are granted or kept for containers, if they are there. Root of a container has fewer: then those above its own, if
     * there are any, and otherwise its own.
     */
    private static IdRange containerIds(List<IdRange> granted, List<IdRange> own, long caller) {
        if (!granted.isEmpty() && there(own, granted.get(0))) {
            return asManyAsOfContainers(granted.get(0));
        }
        if (there(own, CONTAINER_IDS)) {
            return CONTAINER_IDS;
        }
        return own.stream()
                .flatMap(range -> range.above(caller).stream())
                .max(Comparator.comparingLong(IdRange::count))
                .map(HostFacts::asManyAsOfContainers)
                .orElse(new IdRange(caller, 1));
    }

    private static IdRange asManyAsOfContainers(IdRange range) {
        return new IdRange(range.start(), Math.min(range.count(), CONTAINER_IDS.count()));
    }

    private static boolean there(List<IdRange> own, IdRange range) {
        for (IdRange part : own) {
            if (part.contains(range)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether mounts can be id-mapped: mount_setattr(2), since Linux 5.12, with CAP_SYS_ADMIN in the file system's user
     * namespace. Each kind of file system must support it too, which only a try tells.
     */
    public boolean canIdMapMounts() {
        return kernel.atLeast(5, 12) && caller.initialUserNamespace() && caller.canMakeNamespaces();
    }

    /** Why containers with a network of their own reach no other machine; empty if they do. */
    public Optional<Obstacle> outboundObstacle() {
        if (helpers.userModeNetwork().isEmpty()) {
            return Optional.of(new Obstacle(
                    "neither pasta nor slirp4netns is installed",
                    "as root: apt-get install passt (elsewhere too: passt), or slirp4netns"));
        }
        return helpers.tunnels()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "/dev/net/tun is missing, or not open to everybody",
                        "as root: modprobe tun; chmod 666 /dev/net/tun (systemd sets this mode); in a container of"
                                + " Docker or Podman: --device /dev/net/tun"));
    }

    /**
     * What stands in the way of something.
     *
     * @param remedy what to do about it
     */
    public record Obstacle(String what, String remedy) {}

    /**
     * Refuses a machine on which no container can be started.
     *
     * @throws HostException if the kernel is older than the baseline
     */
    public void requireSupported() {
        if (!kernel.supported()) {
            throw new HostException(
                    "kernel release",
                    kernel.text(),
                    "Linux " + KernelRelease.BASELINE + " or newer is needed; update the kernel");
        }
    }
}
