package io.jdock.container;

import io.jdock.cgroup.Cgroup;
import io.jdock.cgroup.CgroupDecision;
import io.jdock.cgroup.CgroupException;
import io.jdock.cgroup.CgroupLocation;
import io.jdock.cgroup.CgroupPlan;
import io.jdock.cgroup.CgroupPlanner;
import io.jdock.cgroup.CgroupRequest;
import io.jdock.cgroup.CgroupRequest.DeviceEnforcement;
import io.jdock.cgroup.CgroupRequest.Extent;
import io.jdock.cgroup.Cgroups;
import io.jdock.cgroup.DeviceRules;
import io.jdock.cgroup.ResctrlGroup;
import io.jdock.cgroup.systemd.SystemdManager;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HostFacts;
import io.jdock.kernel.DaemonThreads;
import io.jdock.oci.Linux;
import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.User;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Launch.ControlWrite;
import io.jdock.plan.PlanException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives containers their control groups. Those that ask for nothing get none, since a group takes time: up to half as much
 * as the container itself with cgroup version 1, where there is one in each hierarchy.
 */
final class ControlGroups {
    private static final CgroupDecision.Without NOT_ASKED_FOR =
            new CgroupDecision.Without("neither limits nor a control group were asked for when it was started");

    private final HostFacts host;
    private final Optional<SystemdManager> systemd;
    private final AtomicBoolean swept = new AtomicBoolean();

    /** @param systemd who makes them, if not this class */
    ControlGroups(HostFacts host, Optional<SystemdManager> systemd) {
        this.host = host;
        this.systemd = systemd;
    }

    /**
     * What a container is to get, decided but not done.
     *
     * @throws CgroupException if a limit cannot be kept here, or has a value that no kernel takes
     */
    private CgroupDecision decide(String id, RuntimeSpec spec) {
        Linux linux = spec.linux();
        if (asksForNone(linux)) {
            return NOT_ASKED_FOR;
        }
        LinuxResources resources = linux.resources();
        String path = linux.cgroupsPath();
        return new CgroupPlanner(host)
                .plan(new CgroupRequest(
                        id,
                        Optional.ofNullable(path),
                        resources == null ? LinuxResources.NONE : complete(resources, linux.devices()),
                        path == null ? Extent.MEASURED_IF_LIMITED : Extent.EVERYWHERE,
                        DeviceEnforcement.WHERE_PERMITTED));
    }

    private static boolean asksForNone(Linux linux) {
        LinuxResources resources = linux.resources();
        return linux.cgroupsPath() == null && (resources == null || resources.isEmpty());
    }

    /** Rules about devices, with those that every container has. */
    static LinuxResources complete(LinuxResources resources, List<LinuxDevice> devices) {
        return resources.devices().isEmpty()
                ? resources
                : resources.toBuilder()
                        .devices(DeviceRules.withDefaults(resources.devices(), devices))
                        .build();
    }

    /**
     * None, for a configuration that asks for none.
     *
     * @param walled as {@link ControlGroup} takes it
     */
    static ControlGroup none(String id, boolean walled) {
        return new ControlGroup(
                id, Optional.empty(), Optional.empty(), Optional.empty(), lack(NOT_ASKED_FOR), List.of(), walled);
    }

    private static String lack(CgroupDecision.Without without) {
        return without.reason() + "; start it with a limit, or with ContainerSpec.Builder.controlGroup(true)";
    }

    /**
     * Makes it.
     *
     * @throws ContainerException if a limit cannot be kept here, or the kernel refuses; nothing is left then
     */
    ControlGroup make(String id, RuntimeSpec spec) throws ContainerException {
        boolean walled = spec.linux().has(LinuxNamespaceType.PID);
        try {
            Optional<ResctrlGroup> shares = shares(id, spec);
            Optional<SystemdScope> scope = scope(id, spec);
            if (scope.isPresent()) {
                shares.ifPresent(ResctrlGroup::make);
                return found(id, spec, scope.map(SystemdScope::location), shares, scope, "");
            }
            CgroupDecision decision = decide(id, spec);
            Optional<Cgroup> made = decision.made().map(this::make);
            String lack = decision instanceof CgroupDecision.Without without ? lack(without) : "";
            ControlGroup group = new ControlGroup(
                    id, made, shares, Optional.empty(), lack, spec.linux().devices(), walled);
            try {
                made.ifPresent(cgroup -> giveToUser(cgroup, spec));
                shares.ifPresent(ResctrlGroup::make);
            } catch (CgroupException e) {
                made.ifPresent(Cgroup::remove);
                throw e;
            }
            return group;
        } catch (CgroupException e) {
            throw ContainerException.of("limit container " + id, e);
        }
    }

    /** Lets the kernel begin with what a process has to wait for that enters a group in some milliseconds. */
    void hastenEntry() {
        for (CgroupHierarchy hierarchy : host.cgroups().all()) {
            Optional<Path> own = hierarchy.ownDirectory();
            if (hierarchy.delegated() && own.isPresent()) {
                new DaemonThreads("control group")
                        .start(() -> Cgroups.ofThisMachine().hastenEntry(own.get()));
                return;
            }
        }
    }

    /**
     * Has a container's first process put into the group that systemd makes for it.
     *
     * @param pid on the host; it waits meanwhile
     */
    void enter(ControlGroup group, int pid, RuntimeSpec spec) throws ContainerException {
        LinuxResources limits = spec.linux().resources();
        group.enter(pid, limits == null ? LinuxResources.NONE : limits, cgroup -> giveToUser(cgroup, spec));
    }

    /** For service managers inside: config-linux.md, "Cgroup ownership". Only root may give a group away. */
    private void giveToUser(Cgroup cgroup, RuntimeSpec spec) {
        ProcessSpec process = spec.process();
        if (process == null || !host.caller().canMapAnyId() || !showsGroupToBeWritten(spec)) {
            return;
        }
        boolean mapped = spec.linux().makes(LinuxNamespaceType.USER);
        User user = process.user();
        OptionalLong uid = mapped ? onHost(spec.linux().uidMappings(), user.uid()) : OptionalLong.of(user.uid());
        OptionalLong gid = mapped ? onHost(spec.linux().gidMappings(), user.gid()) : OptionalLong.of(user.gid());
        if (uid.isEmpty() || gid.isEmpty()) {
            return; // the start fails for that reason, and says so
        }
        cgroup.delegateTo(uid.getAsLong(), gid.getAsLong());
    }

    private static boolean showsGroupToBeWritten(RuntimeSpec spec) {
        return spec.linux().makes(LinuxNamespaceType.CGROUP)
                && spec.mounts().stream()
                        .anyMatch(mount -> "cgroup".equals(mount.type())
                                && mount.options().lastIndexOf("ro")
                                        <= mount.options().lastIndexOf("rw"));
    }

    private static OptionalLong onHost(List<LinuxIdMapping> mappings, long id) {
        return mappings.stream()
                .filter(range -> id >= range.containerID() && id - range.containerID() < range.size())
                .mapToLong(range -> range.hostID() + id - range.containerID())
                .findFirst();
    }

    private Cgroup make(CgroupPlan plan) {
        Cgroups cgroups = Cgroups.ofThisMachine();
        if (swept.compareAndSet(false, true)) {
            cgroups.removeLeftovers(plan);
        }
        return cgroups.create(plan);
    }

    /**
     * Finds again what another JVM made.
     *
     * @param location where it was made; empty if none was
     */
    ControlGroup find(String id, RuntimeSpec spec, Optional<CgroupLocation> location) {
        Optional<CgroupLocation> made = location.filter(known -> !known.places().isEmpty());
        return found(
                id,
                spec,
                made,
                host.resctrl().flatMap(mountPoint -> shares(id, spec)), // they are gone with the file system
                made.flatMap(known -> SystemdScope.find(host, manager(), cgroupsPath(spec), id, known)),
                asksForNone(spec.linux())
                        ? "its configuration has neither linux.resources nor linux.cgroupsPath, of which one is needed"
                        : "none could be made, since none are delegated to who created it");
    }

    private static ControlGroup found(
            String id,
            RuntimeSpec spec,
            Optional<CgroupLocation> location,
            Optional<ResctrlGroup> shares,
            Optional<SystemdScope> scope,
            String lack) {
        return new ControlGroup(
                id,
                location.map(Cgroups.ofThisMachine()::open),
                shares,
                scope,
                lack,
                spec.linux().devices(),
                spec.linux().has(LinuxNamespaceType.PID));
    }

    /** Later commands need not say again who made a container's control group. */
    private SystemdManager manager() {
        return systemd.orElseGet(() -> systemdOf(host));
    }

    /** Who would make the caller's control groups. */
    static SystemdManager systemdOf(HostFacts host) {
        return SystemdManager.of(host.caller().isRoot() && host.caller().initialUserNamespace(), System.getenv());
    }

    private Optional<SystemdScope> scope(String id, RuntimeSpec spec) {
        return systemd.map(manager -> SystemdScope.plan(host, manager, cgroupsPath(spec), id));
    }

    private static Optional<String> cgroupsPath(RuntimeSpec spec) {
        return Optional.ofNullable(spec.linux().cgroupsPath());
    }

    /**
     * Where it would be made.
     *
     * @throws ContainerException if a limit cannot be kept here
     */
    Optional<CgroupLocation> planned(String id, RuntimeSpec spec) throws ContainerException {
        try {
            return where(id, spec, scope(id, spec));
        } catch (CgroupException e) {
            throw ContainerException.of("limit container " + id, e);
        }
    }

    /**
     * The entry to what would be made.
     *
     * @throws PlanException if a limit cannot be kept here
     */
    CgroupEntry entryOfPlanned(String id, RuntimeSpec spec) {
        try {
            Optional<SystemdScope> scope = scope(id, spec);
            return entry(where(id, spec, scope), shares(id, spec), scope.isPresent());
        } catch (CgroupException e) {
            throw new PlanException(e.field().orElse("linux.resources"), e.problem());
        }
    }

    private Optional<CgroupLocation> where(String id, RuntimeSpec spec, Optional<SystemdScope> scope) {
        return scope.isPresent()
                ? scope.map(SystemdScope::location)
                : decide(id, spec).made().map(CgroupPlan::location);
    }

    private Optional<ResctrlGroup> shares(String id, RuntimeSpec spec) {
        return Optional.ofNullable(spec.linux().intelRdt()).map(wanted -> ResctrlGroup.of(host.resctrl(), id, wanted));
    }

    /**
     * How the container's processes get there, and what becomes of it when its owner is gone.
     *
     * @param awaited whether systemd puts them there, and removes it
     */
    static CgroupEntry entry(Optional<CgroupLocation> location, Optional<ResctrlGroup> shares, boolean awaited) {
        if (location.isEmpty() && shares.isEmpty()) {
            return CgroupEntry.NONE;
        }
        List<Path> joined = new ArrayList<>();
        List<Path> waitedFor = new ArrayList<>();
        List<ControlWrite> ending = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        location.ifPresent(cgroups -> {
            (awaited ? waitedFor : joined).addAll(cgroups.procsFiles());
            cgroups.endingWrites()
                    .forEach(write -> ending.add(new ControlWrite(write.file().toString(), write.value())));
            directories.addAll(awaited ? List.of() : cgroups.directoriesToRemove());
        });
        shares.ifPresent(group -> {
            joined.addAll(group.tasksFiles());
            directories.addAll(group.directoriesToRemove());
        });
        return new CgroupEntry(texts(joined), texts(waitedFor), ending, texts(directories));
    }

    static List<String> texts(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }
}
