package io.jdock.container;

import io.jdock.cgroup.CgroupException;
import io.jdock.cgroup.CgroupLocation;
import io.jdock.cgroup.CgroupPlace;
import io.jdock.cgroup.systemd.ScopeName;
import io.jdock.cgroup.systemd.SystemdManager;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HostFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The scope of one container, made or not. Every method throws {@link CgroupException} if systemd refuses. */
final class SystemdScope {
    private final SystemdManager manager;
    private final ScopeName name;
    private final String id;
    private final CgroupLocation location;
    private final Optional<Path> callersGroup;

    private SystemdScope(HostFacts host, SystemdManager manager, ScopeName name, String id, CgroupLocation location) {
        this.manager = manager;
        this.name = name;
        this.id = id;
        this.location = location;
        this.callersGroup = host.cgroups().unifiedHierarchy().flatMap(CgroupHierarchy::ownDirectory);
    }

    /** That of a new container. Systemd is asked where it will be. */
    static SystemdScope plan(HostFacts host, SystemdManager manager, Optional<String> cgroupsPath, String id) {
        ScopeName name = manager.scope(cgroupsPath, id);
        CgroupHierarchy hierarchy = hierarchy(host);
        Path directory = Path.of(hierarchy.mountPoint() + manager.controlGroup() + name.path());
        CgroupPlace place = new CgroupPlace(true, hierarchy.controllers(), directory);
        return new SystemdScope(host, manager, name, id, new CgroupLocation(List.of(place), List.of()));
    }

    /** That of a container which was made with this location; empty if it has none. */
    static Optional<SystemdScope> find(
            HostFacts host, SystemdManager manager, Optional<String> cgroupsPath, String id, CgroupLocation location) {
        if (location.places().size() != 1
                || (cgroupsPath.isPresent() && cgroupsPath.get().split(":", -1).length != 3)) {
            return Optional.empty();
        }
        ScopeName name = manager.scope(cgroupsPath, id);
        return location.places().get(0).directory().endsWith(name.unit())
                ? Optional.of(new SystemdScope(host, manager, name, id, location))
                : Optional.empty();
    }

    private static CgroupHierarchy hierarchy(HostFacts host) {
        if (!host.systemd()) {
            throw CgroupException.because("--systemd-cgroup: systemd does not manage this machine")
                    .remedy("leave the option out; with Podman, say --cgroup-manager=cgroupfs")
                    .exception();
        }
        if (!(host.cgroups() instanceof CgroupLayout.V2)) {
            throw CgroupException.because("--systemd-cgroup: this machine has control groups of version 1")
                    .remedy("leave the option out; with Podman, say --cgroup-manager=cgroupfs")
                    .exception();
        }
        return host.cgroups().unifiedHierarchy().orElseThrow();
    }

    /** Where its control group is. */
    CgroupLocation location() {
        return location;
    }

    /** Makes it, with one process in it. */
    void start(int pid) {
        manager.start(name, pid, "container " + id);
    }

    /**
     * Whether the kernel lets a process of the caller's move itself into it, which takes the right to move processes in the group that both
     * have above them (cgroups(7), "Cgroups delegation containment"). A user's login session and what the user's manager
     * makes have only one that is root's.
     */
    boolean letsIn() {
        if (callersGroup.isEmpty()) {
            return false;
        }
        Path above = directory();
        while (!callersGroup.get().startsWith(above)) {
            above = above.getParent();
        }
        return Files.isWritable(above.resolve("cgroup.procs"));
    }

    /**
     * Puts a further process into it.
     *
     * @param group the scope's own, or one below it
     */
    void attach(int pid, Path group) {
        String below = directory().relativize(group).toString();
        manager.attach(name, pid, below.isEmpty() ? "" : "/" + below);
    }

    private Path directory() {
        return location.places().get(0).directory();
    }

    /** After limits were set in the control group's files. */
    void tellLimits() {
        manager.tell(name, directory());
    }

    /** Ends it, if it has not ended with its last process. */
    void stop() {
        manager.stop(name);
    }
}
