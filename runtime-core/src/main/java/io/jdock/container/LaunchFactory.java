package io.jdock.container;

import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HelperTool;
import io.jdock.host.HostFacts;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch;
import io.jdock.plan.Launch.Caller;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Launch.FileText;
import io.jdock.plan.Launch.Filter;
import io.jdock.plan.Launch.Hierarchy;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.PlanException;
import io.jdock.plan.Report.Pause;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers what planners need to know besides the configuration. */
final class LaunchFactory {
    /** OpenJDK takes no notice of any limit unless it finds all of these (CgroupSubsystemFactory). */
    private static final Set<String> SOUGHT_BY_JVM = Set.of("cpu", "cpuacct", "cpuset", "memory");

    private final HostFacts host;
    private final Sources sources;
    private final SeccompFilters seccomp;
    private final Caller caller;
    private final List<Hierarchy> hierarchies;

    LaunchFactory(HostFacts host, Sources sources, SeccompFilters seccomp) {
        this.host = host;
        this.seccomp = seccomp;
        this.sources = sources;
        this.caller = new Caller(
                (int) host.caller().uid(),
                (int) host.caller().gid(),
                host.privileged(),
                host.caller().initialUserNamespace(),
                path(host.helpers().newuidmap()),
                path(host.helpers().newgidmap()));
        this.hierarchies = host.cgroups().all().stream().map(this::hierarchy).toList();
    }

    /**
     * For a new container.
     *
     * @param bundle absolute path that relative ones of the configuration start at
     * @param init whether PID 1 stays to reap and forward
     * @param named whether the host name is the container's id
     * @param network what is done at its network before the application starts
     * @param files it is given
     * @param nested as {@link Launch#nested} is
     * @param checked as {@link Launch#checked} is
     * @param tellsEnd as {@link Launch#tellsEnd} is
     */
    Launch create(
            RuntimeSpec spec,
            String bundle,
            boolean init,
            boolean named,
            Optional<String> network,
            List<FileText> files,
            boolean nested,
            boolean checked,
            boolean tellsEnd,
            CgroupEntry cgroup) {
        refuseListener(spec);
        Set<Pause> pauses = Birth.pauses(spec);
        if (network.isPresent()) {
            pauses.add(Pause.CREATE_RUNTIME);
        }
        return launch(
                spec, bundle, true, init, pauses, checked, named, 0, true, cgroup, network, files, nested, tellsEnd,
                true);
    }

    /** For a container that an executable of its own makes, whose application is ended with it. */
    Launch standalone(RuntimeSpec spec, boolean init) {
        refuseListener(spec);
        if (MovedDevices.areAskedFor(spec)) {
            throw new PlanException("linux.netDevices", "an executable of its own cannot move devices of the host");
        }
        return new Launch(
                host.architecture(),
                caller,
                "/",
                true,
                false,
                init,
                false,
                Set.of(),
                false,
                false,
                0,
                true,
                CgroupEntry.NONE,
                hierarchies,
                seccomp.filter(spec.linux().seccomp()),
                Set.copyOf(host.security().modules()),
                sources,
                Optional.empty(),
                List.of(),
                false,
                false,
                true);
    }

    /** What a listener is told of a container is what the OCI command line remembers of it. */
    private void refuseListener(RuntimeSpec spec) {
        if (seccomp.filter(spec.linux().seccomp()).filter(Filter::listens).isPresent()) {
            throw new PlanException(
                    "linux.seccomp.listenerPath", "only containers of the OCI command line can have a listener");
        }
    }

    /**
     * For a further process, with the filter of the container.
     *
     * @param lifeline whether it ends with this JVM
     * @param preserved number of descriptors from 3 on that it keeps
     * @param ownKeyring as {@link Launch#ownKeyring} is
     */
    Launch join(RuntimeSpec spec, boolean lifeline, int preserved, boolean ownKeyring, CgroupEntry cgroup) {
        return launch(
                spec,
                "/",
                lifeline,
                false,
                cgroup.awaited().isEmpty() ? Set.of() : Set.of(Pause.BORN),
                false,
                false,
                preserved,
                true,
                cgroup,
                Optional.empty(),
                List.of(),
                false,
                false,
                ownKeyring);
    }

    /**
     * For a container whose creation and start are told apart, its application being PID 1.
     *
     * @param detached whether it goes on when this JVM ends
     * @param options what of them concerns the plan
     */
    Launch createInTwo(RuntimeSpec spec, String bundle, boolean detached, CreateOptions options, CgroupEntry cgroup) {
        Set<Pause> pauses = EnumSet.of(Pause.CREATED);
        pauses.addAll(Birth.pauses(spec));
        if (!cgroup.awaited().isEmpty()) {
            pauses.add(Pause.BORN);
        }
        CgroupEntry entry = detached ? new CgroupEntry(cgroup.procs(), cgroup.awaited(), List.of(), List.of()) : cgroup;
        return launch(
                spec,
                bundle,
                !detached,
                false,
                pauses,
                false,
                false,
                options.preservedDescriptors(),
                options.pivots(),
                entry,
                Optional.empty(),
                List.of(),
                false,
                false,
                options.ownKeyring());
    }

    private Launch launch(
            RuntimeSpec spec,
            String bundle,
            boolean lifeline,
            boolean init,
            Set<Pause> pauses,
            boolean checked,
            boolean named,
            int preserved,
            boolean pivots,
            CgroupEntry cgroup,
            Optional<String> network,
            List<FileText> files,
            boolean nested,
            boolean tellsEnd,
            boolean ownKeyring) {
        return new Launch(
                host.architecture(),
                caller,
                bundle,
                false,
                lifeline,
                init,
                true,
                pauses,
                checked,
                named,
                preserved,
                pivots,
                cgroup,
                hierarchies.stream().noneMatch(hierarchy -> isEntered(hierarchy.mountPoint(), cgroup))
                        ? hierarchies
                        : shown(cgroup),
                seccomp.filter(spec.linux().seccomp()),
                Set.copyOf(host.security().modules()),
                sources,
                network,
                files,
                nested,
                tellsEnd,
                ownKeyring);
    }

    /** In other hierarchies, the container would see the caller's cgroup as the root. */
    private List<Hierarchy> shown(CgroupEntry cgroup) {
        return host.cgroups().all().stream()
                .filter(hierarchy -> isEntered(hierarchy.mountPoint().toString(), cgroup)
                        || hierarchy.controllers().stream().anyMatch(SOUGHT_BY_JVM::contains))
                .map(this::hierarchy)
                .toList();
    }

    private static boolean isEntered(String mountPoint, CgroupEntry cgroup) {
        return cgroup.all().stream().anyMatch(file -> Path.of(file).startsWith(mountPoint));
    }

    private Hierarchy hierarchy(CgroupHierarchy hierarchy) {
        boolean unified = host.cgroups()
                .unifiedHierarchy()
                .filter(other -> other.mountPoint().equals(hierarchy.mountPoint()))
                .isPresent();
        return new Hierarchy(
                hierarchy.mountPoint().toString(),
                hierarchy.controllers().stream().sorted().toList(),
                unified);
    }

    private static Optional<String> path(HelperTool tool) {
        return tool.path().map(Path::toString);
    }
}
