package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.kernel.Capability;
import io.jdock.oci.Box;
import io.jdock.oci.Linux;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.Rlimit;
import io.jdock.oci.Root;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.User;
import io.jdock.plan.Launch.FileText;
import io.jdock.plan.Launch.Sources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Turns what a user wants into an OCI configuration, so that Maven, Eclipse and the OCI command line share one planner.
 * A pure function but for the kinds of files that it is told of.
 */
final class SpecTranslator {
    /** What Docker gives by default, less NET_RAW, with which a container could forge packets on a shared network. */
    static final Set<Capability> DEFAULT_CAPABILITIES = EnumSet.of(
            Capability.CAP_CHOWN,
            Capability.CAP_DAC_OVERRIDE,
            Capability.CAP_FSETID,
            Capability.CAP_FOWNER,
            Capability.CAP_MKNOD,
            Capability.CAP_SETGID,
            Capability.CAP_SETUID,
            Capability.CAP_SETFCAP,
            Capability.CAP_SETPCAP,
            Capability.CAP_NET_BIND_SERVICE,
            Capability.CAP_SYS_CHROOT,
            Capability.CAP_KILL,
            Capability.CAP_AUDIT_WRITE);

    /** Files of the whole machine that tell too much or take commands, as runc, crun and Podman mask them. */
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/dev/block",
            "/sys/devices/virtual/powercap",
            "/sys/firmware",
            "/sys/fs/selinux");

    /** What is in /sys but for the firmware, which is masked anyway, and file systems. */
    private static final List<String> SYSFS =
            List.of("block", "bus", "class", "dev", "devices", "hypervisor", "kernel", "module", "power");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final Path HOME_OF_ROOT = Path.of("/root");

    private final HostFacts host;
    private final Sources sources;
    private final HostSystem hostSystem;
    private final ResourceTranslator resources;
    private final SeccompFilters seccomp;

    SpecTranslator(
            HostFacts host,
            Sources sources,
            HostSystem hostSystem,
            ResourceTranslator resources,
            SeccompFilters seccomp) {
        this.host = host;
        this.sources = sources;
        this.hostSystem = hostSystem;
        this.resources = resources;
        this.seccomp = seccomp;
    }

    /** The configuration; without a host name if none is given. */
    RuntimeSpec translate(ContainerSpec spec) {
        Root root = new Root(
                spec.root() instanceof RootFileSystem.Directory directory
                        ? directory.path().toAbsolutePath().normalize().toString()
                        : "/",
                spec.readOnlyRoot());
        return RuntimeSpec.builder(root)
                .hostname(
                        spec.shared().contains(LinuxNamespaceType.UTS)
                                ? null
                                : spec.hostname().orElse(null))
                .process(process(spec))
                .mounts(mounts(spec))
                .annotations(spec.annotations())
                .linux(linux(spec))
                .build();
    }

    // ---- process

    private static List<String> environment(ContainerSpec spec) {
        List<String> environment = new ArrayList<>();
        spec.environment().forEach((name, value) -> environment.add(name + "=" + value));
        return environment;
    }

    private ProcessSpec process(ContainerSpec spec) {
        boolean terminal = spec.streams() instanceof Streams.Terminal;
        ProcessSpec.Builder process = ProcessSpec.builder(spec.command())
                .env(environment(spec))
                .cwd(spec.workingDirectory().toString())
                .user(new User(
                        spec.user().uid(),
                        spec.user().gid(),
                        User.USUAL_UMASK,
                        spec.user().groups()))
                .capabilities(capabilities(spec))
                .rlimits(spec.ulimits().stream().map(SpecTranslator::rlimit).toList())
                .noNewPrivileges(true)
                .terminal(terminal);
        if (spec.streams() instanceof Streams.Terminal size) {
            process.consoleSize(new Box(size.rows(), size.columns()));
        }
        return process.build();
    }

    private static Rlimit rlimit(Ulimit limit) {
        return new Rlimit(limit.type(), limit.soft(), limit.hard());
    }

    /** A user other than root keeps only what was asked for by name, as with Docker. */
    private static LinuxCapabilities capabilities(ContainerSpec spec) {
        List<String> bounding = names(bounding(spec));
        boolean root = spec.user().uid() == 0;
        List<String> held = root ? bounding : names(added(spec));
        List<String> ambient = root ? List.of() : held;
        return new LinuxCapabilities(bounding, held, ambient, held, ambient);
    }

    /** What the application can ever have. */
    private static Set<Capability> bounding(ContainerSpec spec) {
        EnumSet<Capability> bounding = EnumSet.copyOf(DEFAULT_CAPABILITIES);
        spec.capabilitiesDropped().forEach(name -> bounding.removeAll(named("capabilitiesDropped", name)));
        bounding.addAll(added(spec));
        return bounding;
    }

    private static Set<Capability> added(ContainerSpec spec) {
        EnumSet<Capability> added = EnumSet.noneOf(Capability.class);
        spec.capabilitiesAdded().forEach(name -> added.addAll(named("capabilitiesAdded", name)));
        return added;
    }

    private static Set<Capability> named(String field, String name) {
        if (name.equalsIgnoreCase("ALL")) {
            return EnumSet.allOf(Capability.class);
        }
        return Set.of(Capability.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        field + ": there is no capability " + name + "; capabilities(7) lists them")));
    }

    private static List<String> names(Collection<Capability> capabilities) {
        return capabilities.stream().map(Enum::name).toList();
    }

    // ---- mounts

    private List<Mount> mounts(ContainerSpec spec) {
        List<Mount> mounts = new ArrayList<>();
        addRoot(spec, mounts);
        addProc(spec, mounts);
        mounts.add(Mount.of("/dev", "tmpfs", "tmpfs", "nosuid", "noexec", "mode=755", "size=64k"));
        mounts.add(Mount.of(
                "/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        addInterprocessCommunication(spec, mounts);
        if (spec.root() instanceof RootFileSystem.Host) {
            addUnless(spec, mounts, Tmpfs.at(Path.of("/tmp")));
            addUnless(spec, mounts, new Tmpfs(Path.of("/run"), OptionalLong.empty(), 0755));
            if (spec.user().uid() == 0) {
                addUnless(spec, mounts, new Tmpfs(HOME_OF_ROOT, OptionalLong.empty(), 0700));
            }
        }
        addSys(spec, mounts);
        spec.tmpfs().forEach(tmpfs -> mounts.add(mount(tmpfs)));
        spec.volumes().forEach(volume -> mounts.add(mount(volume)));
        return mounts;
    }

    /** Named shared memory and message queues are files; those of a shared IPC namespace are the host's. */
    private void addInterprocessCommunication(ContainerSpec spec, List<Mount> mounts) {
        if (!spec.shared().contains(LinuxNamespaceType.IPC)) {
            mounts.add(Mount.of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=64m"));
            mounts.add(Mount.of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
            return;
        }
        for (String path : List.of("/dev/shm", "/dev/mqueue")) {
            if (sources.followed(path) == Sources.Kind.DIRECTORY) {
                mounts.add(Mount.of(path, "none", path, "rbind", "rnosuid", "rnoexec", "rnodev"));
            }
        }
    }

    private void addRoot(ContainerSpec spec, List<Mount> mounts) {
        if (spec.root() instanceof RootFileSystem.Directory directory) {
            String path = directory.path().toAbsolutePath().normalize().toString();
            requireDirectory(path);
            switch (directory.access()) {
                case THROW_AWAY -> mounts.add(overlay("lowerdir=" + escape(path)));
                case READ_ONLY -> mounts.add(Mount.of("/", "none", path, "rbind", "rro", "ridmap"));
                case WRITABLE -> mounts.add(Mount.of("/", "none", path, "rbind", "ridmap"));
            }
        } else if (spec.root() instanceof RootFileSystem.Copy copy) {
            requireDirectory(copy.path().toString());
            mounts.add(Mount.of("/", "none", copy.path().toString(), "rbind"));
        } else if (spec.root() instanceof RootFileSystem.Layers layers) {
            mounts.add(Mount.of("/", "overlay", "overlay", "lowerdir=" + lowerDirectories(layers.directories())));
        } else if (spec.root() instanceof RootFileSystem.Kept kept) {
            mounts.add(Mount.of(
                    "/",
                    "overlay",
                    "overlay",
                    "lowerdir=" + lowerDirectories(kept.below().directories()),
                    "upperdir=" + escape(kept.changes().toString()),
                    "workdir=" + escape(kept.work().toString())));
        } else {
            List<String> written =
                    Outbound.files(spec, host).stream().map(FileText::path).toList();
            hostSystem.mounts().stream()
                    .filter(mount -> !written.contains(mount.destination()))
                    .forEach(mounts::add);
        }
    }

    /** With the owners that the files have on the host; an overlay takes such layers since Linux 5.19. */
    private Mount overlay(String layer) {
        return host.kernel().atLeast(5, 19)
                ? Mount.of("/", "overlay", "overlay", layer, "idmap")
                : Mount.of("/", "overlay", "overlay", layer);
    }

    /** overlayfs.rst, "Multiple lower layers": the topmost comes first. */
    private String lowerDirectories(List<Path> directories) {
        List<String> topmostFirst = new ArrayList<>();
        for (Path layer : directories) {
            String path = layer.toAbsolutePath().normalize().toString();
            requireDirectory(path);
            topmostFirst.add(0, escape(path));
        }
        return String.join(":", topmostFirst);
    }

    private void requireDirectory(String root) {
        Sources.Kind kind = sources.followed(root);
        if (kind != Sources.Kind.DIRECTORY) {
            throw new IllegalArgumentException("root: " + root
                    + (kind == Sources.Kind.MISSING ? " does not exist on the host" : " is not a directory")
                    + "; give a directory with a root file system");
        }
    }

    /** overlayfs.rst: colons separate layers, so one in a name takes a backslash. */
    private static String escape(String path) {
        return path.replace("\\", "\\\\").replace(":", "\\:");
    }

    private static void addProc(ContainerSpec spec, List<Mount> mounts) {
        mounts.add(
                spec.shared().contains(LinuxNamespaceType.PID) // procfs shows a PID namespace, as sysfs does a network
                        ? Mount.of("/proc", "none", "/proc", "rbind", "rnosuid", "rnoexec", "rnodev")
                        : Mount.of("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
    }

    /** Comes late: sysfs waits for the network namespace, which is made beside all this. */
    private void addSys(ContainerSpec spec, List<Mount> mounts) {
        if (spec.network() == NetworkMode.HOST) {
            addHostSysfs(mounts);
        } else {
            mounts.add(Mount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
        }
        if (!spec.limits().none() || spec.controlGroup()) {
            mounts.add(
                    spec.shared().contains(LinuxNamespaceType.CGROUP)
                            ? Mount.of("/sys/fs/cgroup", "none", "/sys/fs/cgroup", "rbind", "rro", "rnosuid")
                            : Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"));
        }
    }

    /**
     * sysfs shows a network namespace, and the kernel makes one only for the owner of that namespace, so it has to be the
     * host's. Never with the host's cgroup file systems on it: they tell of the whole machine, and OpenJDK 17 reads them as
     * its own and throws a NullPointerException over the paths that they have in a cgroup namespace. Without root, what is
     * mounted on sysfs cannot be left out (mount_namespaces(7), locked mounts), but its directories can be shown one by one.
     */
    private void addHostSysfs(List<Mount> mounts) {
        if (host.privileged()) {
            mounts.add(Mount.of("/sys", "none", "/sys", "bind", "ro", "nosuid", "noexec", "nodev"));
            return;
        }
        mounts.add(Mount.of("/sys", "tmpfs", "sysfs", "nosuid", "noexec", "nodev", "mode=755"));
        for (String name : SYSFS) {
            String path = "/sys/" + name;
            if (sources.followed(path) == Sources.Kind.DIRECTORY) {
                mounts.add(Mount.of(path, "none", path, "rbind", "rro", "rnosuid", "rnoexec", "rnodev"));
            }
        }
    }

    private static void addUnless(ContainerSpec spec, List<Mount> mounts, Tmpfs tmpfs) {
        boolean taken = spec.tmpfs().stream().anyMatch(own -> own.target().equals(tmpfs.target()))
                || spec.volumes().stream().anyMatch(own -> own.target().equals(tmpfs.target()));
        if (!taken) {
            mounts.add(mount(tmpfs));
        }
    }

    private static Mount mount(Tmpfs tmpfs) {
        List<String> options =
                new ArrayList<>(List.of("nosuid", "nodev", "mode=" + Integer.toOctalString(tmpfs.mode())));
        tmpfs.size().ifPresent(size -> options.add("size=" + size));
        return Mount.of(tmpfs.target().toString(), "tmpfs", "tmpfs", options.toArray(String[]::new));
    }

    private Mount mount(Volume volume) {
        String source = volume.source().toString();
        if (sources.followed(source) == Sources.Kind.MISSING) {
            throw new IllegalArgumentException("volumes: the source " + source + " does not exist on the host");
        }
        List<String> options = new ArrayList<>(List.of("rbind", "rnosuid", "rnodev", "ridmap"));
        if (volume.readOnly()) {
            options.add("rro");
        }
        return Mount.of(volume.target().toString(), "none", source, options.toArray(String[]::new));
    }

    // ---- linux

    private Linux linux(ContainerSpec spec) {
        List<LinuxNamespace> namespaces = new ArrayList<>();
        for (LinuxNamespaceType type : LinuxNamespaceType.values()) {
            boolean shared = spec.shared().contains(type)
                    || type == LinuxNamespaceType.TIME
                    || (type == LinuxNamespaceType.NETWORK && spec.network() == NetworkMode.HOST);
            if (!shared) {
                namespaces.add(LinuxNamespace.create(type));
            }
        }
        return Linux.builder()
                .namespaces(namespaces)
                .uidMappings(mappings(
                        spec,
                        spec.user().uid(),
                        host.caller().uid(),
                        host.containerUsers(),
                        host.subordinateIds().users()))
                .gidMappings(mappings(
                        spec,
                        spec.user().gid(),
                        host.caller().gid(),
                        host.containerGroups(),
                        host.subordinateIds().groups()))
                .resources(spec.limits().none() ? null : resources.translate(spec.limits()))
                .seccomp(seccomp.profile(spec.seccomp(), bounding(spec), host.kernel()))
                .sysctl(spec.sysctls())
                .maskedPaths(MASKED)
                .readonlyPaths(READ_ONLY)
                .build();
    }

    /**
     * With root, the container's ids are a range of their own. Without, the caller is the application's user, or root if the files
     * were given to users on that condition, and subordinate ids are the others, if the root file system is one that has others.
     */
    private List<LinuxIdMapping> mappings(
            ContainerSpec spec, long inside, long caller, IdRange ofRoot, List<IdRange> subordinate) {
        if (host.privileged()) {
            return List.of(new LinuxIdMapping(0, ofRoot.start(), ofRoot.count()));
        }
        boolean multiUser = !(spec.root() instanceof RootFileSystem.Host)
                || !spec.user().groups().isEmpty();
        if (!multiUser || !host.canMapRanges()) {
            return List.of(new LinuxIdMapping(inside, caller, 1));
        }
        return withSubordinates(ownersKept(spec.root()) ? 0 : inside, caller, subordinate.get(0));
    }

    private static boolean ownersKept(RootFileSystem root) {
        return root instanceof RootFileSystem.Layers layers
                ? layers.ownersKept()
                : root instanceof RootFileSystem.Kept kept && kept.below().ownersKept();
    }

    /** The caller is {@code inside}, and the range is everything else from 0 on. */
    private static List<LinuxIdMapping> withSubordinates(long inside, long caller, IdRange range) {
        List<LinuxIdMapping> mappings = new ArrayList<>();
        long below = Math.min(inside, range.count());
        if (below > 0) {
            mappings.add(new LinuxIdMapping(0, range.start(), below));
        }
        mappings.add(new LinuxIdMapping(inside, caller, 1));
        if (below < range.count()) {
            mappings.add(new LinuxIdMapping(inside + 1, range.start() + below, range.count() - below));
        }
        return mappings;
    }
}
