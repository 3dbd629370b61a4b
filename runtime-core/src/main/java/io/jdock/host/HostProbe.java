package io.jdock.host;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.kernel.NamespaceFilter;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what this machine is. It reads about fifty small files and starts no process: a millisecond in a warm JVM.
 */
public final class HostProbe {
    /** Bytes of /proc/cpuinfo that tell of one; all may be many. */
    private static final int FIRST_PROCESSOR = 4096;

    private final HostFiles files;
    private final Surroundings surroundings;

    /**
     * What the probe cannot read from the machine's files.
     *
     * @param architecture of this process
     * @param userName of the caller, as the user database has it; null or {@code ?} without an entry there
     * @param searchPath the value of {@code PATH}; may be empty
     * @param writable whether this process may write to a file or directory
     * @param fileCapabilities whether an executable file has capabilities of its own (capabilities(7))
     * @param filtered whether a filter of system calls refuses user namespaces
     */
    public record Surroundings(
            Architecture architecture,
            @Nullable String userName,
            String searchPath,
            Predicate<Path> writable,
            Predicate<Path> fileCapabilities,
            BooleanSupplier filtered) {}

    private HostProbe(HostFiles files, Surroundings surroundings) {
        this.files = files;
        this.surroundings = surroundings;
    }

    /** Probes the machine on which this JVM runs. */
    public static HostFacts probe() {
        String path = System.getenv().getOrDefault("PATH", "");
        return probe(
                Path.of("/"),
                new Surroundings(
                        Architecture.current(),
                        System.getProperty("user.name"),
                        path,
                        Files::isWritable,
                        program -> ExtendedAttributes.has(program.toString(), "security.capability"),
                        NamespaceFilter::refusesUsers));
    }

    /**
     * Probes a machine whose {@code /proc}, {@code /sys}, {@code /etc}, {@code /usr} and {@code /run} lie below a root.
     *
     * @throws HostException if the kernel's release or the caller's ids cannot be read there
     */
    public static HostFacts probe(Path root, Surroundings surroundings) {
        return new HostProbe(new HostFiles(root, surroundings.writable()), surroundings).facts();
    }

    private HostFacts facts() {
        MountTable mounts = MountTable.parse(files.lines("/proc/self/mountinfo"));
        KernelRelease kernel = kernel();
        Caller caller = caller(mounts);
        return new HostFacts(
                kernel,
                surroundings.architecture(),
                caller,
                new CgroupProbe(files, mounts).probe(),
                namespaces(),
                userNamespaces(caller),
                subordinateIds(caller),
                overlay(kernel),
                security(),
                files.number("/proc/sys/kernel/pid_max"),
                // The files exist but fail with EOPNOTSUPP where PSI is off at boot (psi=0), hence the read.
                files.text("/proc/pressure/memory") != null,
                helpers(caller),
                emulators(),
                containedIn(),
                mounts.coversOfProc(),
                files.exists("/run/systemd/system"),
                mounts.pointOf("resctrl"),
                files.number("/proc/sys/net/ipv4/ip_forward").orElse(0) == 1);
    }

    private KernelRelease kernel() {
        String release = files.text("/proc/sys/kernel/osrelease");
        if (release == null) {
            throw new HostException("/proc/sys/kernel/osrelease", "unreadable", "mount a proc file system on /proc");
        }
        return KernelRelease.parse(release);
    }

    private Caller caller(MountTable mounts) {
        Map<String, List<String>> status = new HashMap<>();
        for (String line : files.lines("/proc/self/status")) {
            int colon = Math.max(line.indexOf(':'), 0);
            status.put(line.substring(0, colon), HostFiles.split(line.substring(colon + 1), " \t"));
        }
        if (!status.containsKey("Uid") || !status.containsKey("Gid")) {
            throw new HostException("/proc/self/status", "unreadable", "mount a proc file system on /proc");
        }
        long uid = Long.parseLong(status.get("Uid").get(1));
        return new Caller(
                userName(uid),
                uid,
                Long.parseLong(status.get("Gid").get(1)),
                groups(status.getOrDefault("Groups", List.of())),
                Long.parseUnsignedLong(first(status, "CapEff", "0"), 16),
                first(status, "NoNewPrivs", "0").equals("1"),
                first(status, "Seccomp", "0").equals("2"),
                ownIds("/proc/self/uid_map"),
                ownIds("/proc/self/gid_map"),
                !mounts.rootIsMountPoint());
    }

    private static List<Long> groups(List<String> ids) {
        List<Long> groups = new ArrayList<>();
        for (String id : ids) {
            groups.add(Long.valueOf(id));
        }
        return groups;
    }

    private static String first(Map<String, List<String>> status, String key, String otherwise) {
        List<String> values = status.getOrDefault(key, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    /** The first of three numbers in a line is the first id inside, the last one says how many: user_namespaces(7). */
    private List<IdRange> ownIds(String map) {
        List<IdRange> ranges = new ArrayList<>();
        for (String line : files.lines(map)) {
            List<String> fields = HostFiles.split(line, " \t");
            ranges.add(new IdRange(Long.parseLong(fields.get(0)), Long.parseLong(fields.get(2))));
        }
        return ranges.isEmpty() ? List.of(Caller.ALL_IDS) : ranges; // without user namespaces there is no file
    }

    private String userName(long uid) {
        String id = Long.toString(uid);
        for (String line : files.lines("/etc/passwd")) {
            List<String> fields = HostFiles.split(line, ":");
            if (fields.size() > 2 && fields.get(2).equals(id)) {
                return fields.get(0);
            }
        }
        String name = surroundings.userName();
        return name == null || name.equals("?") ? id : name;
    }

    private Set<String> namespaces() {
        Set<String> namespaces = new LinkedHashSet<>();
        for (String name : List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time")) {
            if (files.exists("/proc/self/ns/" + name)) {
                namespaces.add(name);
            }
        }
        return namespaces;
    }

    private UserNamespaces userNamespaces(Caller caller) {
        return new UserNamespaces(
                files.exists("/proc/self/ns/user"),
                files.number("/proc/sys/user/max_user_namespaces"),
                files.number("/proc/sys/kernel/unprivileged_userns_clone").orElse(1) != 0,
                files.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
                                .orElse(0)
                        != 0,
                // Where there is no filter, nothing is to be asked of one.
                caller.seccompFiltered() && surroundings.filtered().getAsBoolean());
    }

    private SubordinateIds subordinateIds(Caller caller) {
        return new SubordinateIds(ranges("/etc/subuid", caller), ranges("/etc/subgid", caller));
    }

    /** Lines {@code name-or-uid:start:count}; subgid, too, is by user, see subgid(5). Malformed lines grant nothing. */
    private List<IdRange> ranges(String file, Caller caller) {
        List<IdRange> ranges = new ArrayList<>();
        String uid = Long.toString(caller.uid());
        for (String line : files.lines(file)) {
            List<String> fields = HostFiles.split(line, ": \t");
            if (fields.size() == 3
                    && (fields.get(0).equals(caller.name()) || fields.get(0).equals(uid))) {
                addRange(fields.get(1), fields.get(2), ranges);
            }
        }
        return ranges;
    }

    private static void addRange(String start, String count, List<IdRange> ranges) {
        try {
            IdRange range = new IdRange(Long.parseLong(start), Long.parseLong(count));
            if (range.start() >= 0 && range.count() > 0) {
                ranges.add(range);
            }
        } catch (NumberFormatException e) {
            // Malformed: newuidmap(1) passes over such a line too.
        }
    }

    private OverlaySupport overlay(KernelRelease kernel) {
        if (files.words("/proc/filesystems").contains("overlay")) {
            return OverlaySupport.REGISTERED;
        }
        String module = "/lib/modules/" + kernel.text() + "/kernel/fs/overlayfs/overlay.ko";
        for (String suffix : List.of("", ".xz", ".zst", ".gz")) {
            if (files.exists(module + suffix)) {
                return OverlaySupport.LOADABLE;
            }
        }
        return OverlaySupport.MISSING;
    }

    private SecurityFeatures security() {
        String label = files.text("/proc/self/attr/current");
        return new SecurityFeatures(
                new LinkedHashSet<>(files.words("/proc/sys/kernel/seccomp/actions_avail")),
                modules(),
                // SELinux ends the label with a zero byte.
                notEmpty(label == null ? null : label.replace("\0", "")),
                toInt(files.number("/proc/sys/vm/memfd_noexec")),
                toInt(files.number("/proc/sys/kernel/yama/ptrace_scope")));
    }

    /** Where securityfs is not mounted, the modules that label processes can be told by what else they show. */
    private List<String> modules() {
        List<String> modules = new ArrayList<>(HostFiles.split(files.text("/sys/kernel/security/lsm"), ","));
        if (modules.isEmpty() && "Y".equals(files.text("/sys/module/apparmor/parameters/enabled"))) {
            modules.add("apparmor");
        }
        if (modules.isEmpty() && files.exists("/sys/fs/selinux/enforce")) {
            modules.add("selinux");
        }
        return modules;
    }

    private static Optional<String> notEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static OptionalInt toInt(OptionalLong number) {
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** Debian keeps some of them in {@code /usr/sbin}, which the search path of most users lacks. */
    private Helpers helpers(Caller caller) {
        Set<String> directories = new LinkedHashSet<>(HostFiles.split(surroundings.searchPath(), File.pathSeparator));
        directories.addAll(List.of("/usr/bin", "/usr/sbin", "/usr/local/bin"));
        return new Helpers(
                mapper("newuidmap", directories),
                mapper("newgidmap", directories),
                new HelperTool("pasta", pasta(directories), false),
                new HelperTool("slirp4netns", find("slirp4netns", directories), false),
                tunnels(caller));
    }

    /** systemd's udev rules let everybody use it; it is a device of the kernel that gives no right by itself (tuntap.rst). */
    private boolean tunnels(Caller caller) {
        Path device = Path.of("/dev/net/tun");
        if (!caller.isRoot()) {
            return files.exists(device.toString()) && files.isWritable(device);
        }
        try {
            return ((int) Files.getAttribute(files.locate(device.toString()), "unix:mode") & 06)
                    == 06; // as it is for the container's root
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** A program that is good for nothing without rights of its own. */
    private HelperTool mapper(String name, Set<String> directories) {
        Optional<Path> program = find(name, directories);
        return new HelperTool(name, program, program.isPresent() && privileged(program.get()));
    }

    private Optional<Path> find(String name, Set<String> directories) {
        for (String directory : directories) {
            Path program = files.locate(directory + "/" + name);
            if (directory.startsWith("/") && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /**
     * On a processor with AVX2, pasta executes another program beside it at once (arch_avx2_exec() in its arch.c). To start two takes a
     * sixth of the time that a container waits for it.
     */
    private Optional<Path> pasta(Set<String> directories) {
        Optional<Path> usual = find("pasta", directories);
        if (usual.isPresent() && surroundings.architecture() == Architecture.X86_64) {
            Path other = usual.get().resolveSibling("pasta.avx2");
            if (Files.isExecutable(other) && hasAvx2()) {
                return Optional.of(other);
            }
        }
        return usual;
    }

    /** The first processor comes first, with its line {@code flags}. */
    private boolean hasAvx2() {
        for (String line : HostFiles.split(files.beginning("/proc/cpuinfo", FIRST_PROCESSOR), "\n")) {
            if (line.startsWith("flags")) {
                return HostFiles.split(line, " \t").contains("avx2");
            }
        }
        return false;
    }

    private boolean privileged(Path program) {
        try {
            int mode = (int) Files.getAttribute(program, "unix:mode");
            return (mode & 04000) != 0 || surroundings.fileCapabilities().test(program);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private List<Emulator> emulators() {
        List<Emulator> emulators = new ArrayList<>();
        Path directory = files.locate("/proc/sys/fs/binfmt_misc");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith("qemu-")) {
                    addEmulator(name, emulators);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return emulators;
    }

    /** The kernel's Documentation/admin-guide/binfmt-misc.rst describes the entry's lines. */
    private void addEmulator(String name, List<Emulator> emulators) {
        List<String> words = files.words("/proc/sys/fs/binfmt_misc/" + name);
        int interpreter = words.indexOf("interpreter") + 1;
        if (words.contains("enabled") && interpreter > 0 && interpreter < words.size()) {
            int flags = words.indexOf("flags:") + 1;
            boolean fixed =
                    flags > 0 && flags < words.size() && words.get(flags).contains("F");
            emulators.add(new Emulator(name, Path.of(words.get(interpreter)), fixed));
        }
    }

    private Optional<String> containedIn() {
        if (files.exists("/.dockerenv")) {
            return Optional.of("docker");
        }
        if (files.exists("/run/.containerenv")) {
            return Optional.of("podman");
        }
        // Written by systemd from the variable "container" of PID 1's environment: systemd's Container Interface.
        return notEmpty(files.text("/run/systemd/container"));
    }
}
