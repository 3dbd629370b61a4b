package io.jdock.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Judges the facts about a machine: what works for containers, what does not, and what to do about it. Pure. */
public final class Doctor {
    private static final List<String> NAMESPACES = List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup");
    private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids", "cpuset", "io");

    /** AppArmor's of Docker, Podman, containerd and CRI-O: one comes of the other, and each says {@code deny mount}. */
    private static final Pattern OUTER_PROFILE = Pattern.compile(
            "(docker-default|containers-default-.*|cri-containerd\\.apparmor\\.d|crio-default) \\(enforce\\)");

    private final HostFacts facts;

    private Doctor(HostFacts facts) {
        this.facts = facts;
    }

    /** One finding for each fact that matters, in the order in which a container needs them. */
    public static List<Finding> examine(HostFacts facts) {
        Doctor doctor = new Doctor(facts);
        List<Finding> findings = new ArrayList<>();
        findings.add(doctor.kernel());
        findings.add(doctor.user());
        findings.add(doctor.userNamespaces());
        findings.add(doctor.namespaces());
        doctor.root().ifPresent(findings::add);
        doctor.proc().ifPresent(findings::add);
        findings.add(doctor.idMaps());
        findings.add(doctor.overlay());
        findings.add(doctor.cgroups());
        findings.add(doctor.network());
        findings.add(doctor.seccomp());
        findings.add(doctor.securityModules());
        findings.add(doctor.memfd());
        findings.add(doctor.pressure());
        findings.add(doctor.emulation());
        doctor.outerContainer().ifPresent(findings::add);
        return List.copyOf(findings);
    }

    private Finding kernel() {
        String seen = facts.kernel() + ", " + facts.architecture();
        return facts.kernel().supported()
                ? Finding.ok("kernel", seen)
                : Finding.missing(
                        "kernel",
                        seen,
                        "the calls that set a container up are missing",
                        "update to Linux " + KernelRelease.BASELINE + " or newer");
    }

    private Finding user() {
        Caller caller = facts.caller();
        String seen = caller.name() + " (uid " + caller.uid() + ", gid " + caller.gid() + ")"
                + (caller.initialUserNamespace() ? "" : ", inside a user namespace");
        return Finding.ok("user", seen);
    }

    private Finding userNamespaces() {
        UserNamespaces namespaces = facts.userNamespaces();
        String limit = namespaces.maximum().isPresent()
                ? "at most " + namespaces.maximum().getAsLong() + " per user"
                : "allowed";
        if (facts.canMakeUserNamespace()) {
            return Finding.ok("user namespaces", limit);
        }
        String consequence = "no container can be made";
        if (!namespaces.compiledIn()) {
            return Finding.missing(
                    "user namespaces", "not in this kernel", consequence, "use a kernel built with CONFIG_USER_NS=y");
        }
        if (namespaces.filtered()) {
            return Finding.missing(
                    "user namespaces",
                    "refused by a seccomp filter, as outer containers have it",
                    consequence,
                    "start the outer container with --security-opt seccomp=unconfined (Docker, Podman),"
                            + " or Kubernetes' seccompProfile: Unconfined");
        }
        if (!namespaces.allowed()) {
            return Finding.missing(
                    "user namespaces",
                    "user.max_user_namespaces = 0",
                    consequence,
                    "as root: sysctl -w user.max_user_namespaces=15000 (to keep it: a file in /etc/sysctl.d)");
        }
        if (!namespaces.unprivilegedClone()) {
            return Finding.missing(
                    "user namespaces",
                    "kernel.unprivileged_userns_clone = 0",
                    consequence,
                    "as root: sysctl -w kernel.unprivileged_userns_clone=1 (to keep it: a file in /etc/sysctl.d)");
        }
        return Finding.missing(
                "user namespaces",
                "kernel.apparmor_restrict_unprivileged_userns = 1",
                "unless AppArmor has a profile for this Java, no container can be made",
                "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile that grants"
                        + " 'userns' to the java program");
    }

    private Finding namespaces() {
        Set<String> lacking = new LinkedHashSet<>(NAMESPACES);
        lacking.removeAll(facts.namespaces());
        if (!lacking.isEmpty()) {
            return Finding.missing(
                    "namespaces",
                    "without " + String.join(", ", lacking),
                    "these cannot be isolated",
                    "use a kernel built with CONFIG_NAMESPACES and each kind of it");
        }
        return facts.namespaces().contains("time")
                ? Finding.ok("namespaces", "all eight kinds")
                : Finding.degraded(
                        "namespaces",
                        "without time",
                        "containers cannot have their own boot and monotonic clocks",
                        "use a kernel built with CONFIG_TIME_NS=y");
    }

    /** Said only where it stands in the way. */
    private Optional<Finding> root() {
        return facts.caller().chrooted()
                ? Optional.of(Finding.missing(
                        "root directory",
                        "this process was confined by chroot(2): / is not a mount point",
                        "neither new user namespaces nor pivot_root(2) are allowed",
                        "enter the directory with a mount namespace instead (unshare --mount --root, systemd-nspawn), or"
                                + " bind-mount it on itself before the chroot"))
                : Optional.empty();
    }

    /** fs/namespace.c, mount_too_revealing(): a new procfs may not show what an outer container hides in the old one. */
    private Optional<Finding> proc() {
        if (facts.coversOfProc().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Finding.missing(
                "proc",
                "hidden in part, as outer containers do: " + String.join(", ", facts.coversOfProc()),
                "the kernel refuses a complete one, which a container with process ids of its own needs",
                "start the outer container with Podman's --security-opt unmask=ALL, Docker's --security-opt"
                        + " systempaths=unconfined, or Kubernetes' procMount: Unmasked"));
    }

    private Finding idMaps() {
        Caller caller = facts.caller();
        SubordinateIds ids = facts.subordinateIds();
        if (facts.privileged()) {
            return Finding.ok("id maps", "any ids of this user namespace, by own right");
        }
        String consequence = "containers have one user and group, yours; files of images that belong to other ids"
                + " cannot be written or handed out";
        if (caller.noNewPrivileges()) {
            return Finding.degraded(
                    "id maps",
                    "no_new_privs is set on this process",
                    consequence,
                    "newuidmap has no effect under it: start from a shell without it");
        }
        if (caller.isRoot() && facts.containerUsers().start() == caller.uid()) {
            return Finding.degraded(
                    "id maps",
                    "there are no other ids than root's in this user namespace",
                    consequence,
                    "give the outer container more: Podman without root hands out the ranges of /etc/subuid");
        }
        if (!ids.granted()) {
            return Finding.degraded(
                    "id maps",
                    "no range for " + caller.name() + " in " + (ids.users().isEmpty() ? "/etc/subuid" : "/etc/subgid"),
                    consequence,
                    "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + caller.name());
        }
        if (!facts.helpers().canMapRanges()) {
            return Finding.degraded(
                    "id maps",
                    facts.helpers().newuidmap().installed()
                            ? "newuidmap is neither set-user-id root nor has file capabilities"
                            : "newuidmap is not installed",
                    consequence,
                    "as root: apt-get install uidmap (elsewhere: shadow-utils)");
        }
        return Finding.ok(
                "id maps",
                "users " + ids.users().get(0) + ", groups " + ids.groups().get(0));
    }

    private Finding overlay() {
        return switch (facts.overlay()) {
            case REGISTERED -> Finding.ok("overlay", "in /proc/filesystems");
            case LOADABLE -> Finding.ok("overlay", "a module that is loaded at the first mount");
            case MISSING ->
                Finding.degraded(
                        "overlay",
                        "not in this kernel",
                        "root file systems are read-only or copied instead of covered by a throw-away layer",
                        "as root: modprobe overlay, or use a kernel built with CONFIG_OVERLAY_FS");
        };
    }

    private Finding cgroups() {
        CgroupLayout layout = facts.cgroups();
        Set<String> offered = offeredControllers(layout);
        Set<String> lacking = new LinkedHashSet<>(CONTROLLERS);
        lacking.removeAll(offered);
        String seen = layout.label()
                + (offered.isEmpty() ? ", nothing delegated" : ", delegated: " + String.join(", ", offered));
        if (layout instanceof CgroupLayout.None) {
            return Finding.degraded(
                    "cgroups",
                    "not mounted",
                    "no limits, statistics or pause",
                    "as root: mount -t cgroup2 none /sys/fs/cgroup");
        }
        if (lacking.isEmpty()) {
            return Finding.ok("cgroups", seen);
        }
        return Finding.degraded("cgroups", seen, "no limits of " + String.join(", ", lacking), cgroupRemedy(layout));
    }

    private static Set<String> offeredControllers(CgroupLayout layout) {
        return layout.all().stream()
                .filter(hierarchy -> hierarchy.delegated() && !hierarchy.baseOccupied())
                .flatMap(hierarchy -> hierarchy.controllers().stream())
                .filter(controller -> !controller.startsWith("name="))
                .map(controller -> controller.equals("blkio") ? "io" : controller)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String cgroupRemedy(CgroupLayout layout) {
        if (layout.unifiedHierarchy().filter(CgroupHierarchy::baseOccupied).isPresent()) {
            return "start the build in a cgroup below "
                    + layout.unifiedHierarchy().orElseThrow().mountPoint()
                    + " with an empty parent: processes and controlled children exclude each other";
        }
        if (facts.caller().isRoot()) {
            return "the controllers are not enabled in this kernel, or the mount is read-only: see cgroups(7)";
        }
        if (layout instanceof CgroupLayout.V2 && facts.systemd()) {
            return "start the build with: systemd-run --user --scope -p Delegate=yes ...; controllers are delegated to"
                    + " users by 'Delegate=cpu cpuset io memory pids' under [Service] in"
                    + " /etc/systemd/system/user@.service.d/delegate.conf";
        }
        return "as root: make a cgroup for " + facts.caller().name()
                + ", chown it and its files to this user, and move the shell there";
    }

    private Finding network() {
        boolean routed = facts.privileged() && facts.forwarding();
        Optional<HostFacts.Obstacle> obstacle = facts.outboundObstacle();
        if (obstacle.isPresent() && !routed) {
            return Finding.degraded(
                    "outbound network",
                    obstacle.get().what(),
                    "containers with a private network reach no other machine; published ports work all the same",
                    obstacle.get().remedy());
        }
        List<String> ways = new ArrayList<>();
        if (routed) {
            ways.add("by the kernel, where filters let pass what comes from interfaces jdock*");
        }
        if (obstacle.isEmpty()) {
            String program = facts.helpers()
                    .userModeNetwork()
                    .flatMap(HelperTool::path)
                    .map(Path::toString)
                    .orElse("?");
            ways.add(routed ? "else by " + program : "by " + program);
        }
        if (facts.privileged() && !routed) {
            ways.add("by the kernel, which is faster, if net.ipv4.ip_forward were 1");
        }
        return Finding.ok("outbound network", String.join("; ", ways));
    }

    private Finding seccomp() {
        Set<String> actions = facts.security().seccompActions();
        if (actions.contains("errno") && actions.contains("allow")) {
            return Finding.ok("seccomp", facts.caller().seccompFiltered() ? "yes, under an outer filter" : "yes");
        }
        return Finding.missing(
                "seccomp",
                "no filters in this kernel",
                "system calls cannot be restricted",
                "use a kernel built with CONFIG_SECCOMP_FILTER=y");
    }

    private Finding securityModules() {
        SecurityFeatures security = facts.security();
        String modules = security.modules().isEmpty() ? "not readable" : String.join(", ", security.modules());
        String label = security.label().map(text -> "; this process: " + text).orElse("");
        if (security.label()
                .filter(text -> OUTER_PROFILE.matcher(text).matches())
                .isPresent()) {
            return Finding.missing(
                    "security modules",
                    modules + label,
                    "the profile of the outer container forbids mounts, and no container can be made",
                    "start the outer container with --security-opt apparmor=unconfined, or Kubernetes'"
                            + " appArmorProfile: Unconfined");
        }
        return Finding.ok("security modules", modules + label);
    }

    private Finding memfd() {
        return facts.security().memfdExecutable()
                ? Finding.ok("programs in memory", "executable")
                : Finding.degraded(
                        "programs in memory",
                        "vm.memfd_noexec = 2",
                        "the launcher is written to a private file instead",
                        "none needed; as root: sysctl -w vm.memfd_noexec=1");
    }

    private Finding pressure() {
        return facts.pressureStalls()
                ? Finding.ok("pressure stalls", "measured")
                : Finding.degraded(
                        "pressure stalls",
                        "/proc/pressure is not there or not readable",
                        "statistics lack how long processes waited for cpu, memory and io",
                        "boot with psi=1");
    }

    private Finding emulation() {
        List<Emulator> emulators = facts.emulators();
        return Finding.ok(
                "other architectures",
                emulators.isEmpty()
                        ? "none registered with binfmt_misc"
                        : emulators.stream()
                                .map(emulator -> emulator.name() + (emulator.fixed() ? "" : " (host only: no flag F)"))
                                .collect(Collectors.joining(", ")));
    }

    private Optional<Finding> outerContainer() {
        return facts.containedIn().map(engine -> Finding.ok("outer container", "this seems to be inside " + engine));
    }
}
