package io.jdock.host;

import io.jdock.kernel.Architecture;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what this machine is. It reads about fifty small files and starts no process: a millisecond in a warm JVM.
 */
public final class HostProbe {
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
     */
    public record Surroundings(
            Architecture architecture,
            @Nullable String userName,
            String searchPath,
            Predicate<Path> writable,
            Predicate<Path> fileCapabilities) {}

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
                        program -> false));
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
        KernelRelease kernel = files.text("/proc/sys/kernel/osrelease")
                .map(KernelRelease::parse)
                .orElseThrow(() -> new HostException(
                        "/proc/sys/kernel/osrelease", "unreadable", "mount a proc file system on /proc"));
        Caller caller = caller(mounts);
        return new HostFacts(
                kernel,
                surroundings.architecture(),
                caller,
                new CgroupProbe(files, mounts).probe(),
                namespaces(),
                userNamespaces(),
                subordinateIds(caller),
                overlay(kernel),
                security(),
                files.number("/proc/sys/kernel/pid_max"),
                // The files exist but fail with EOPNOTSUPP where PSI is off at boot (psi=0), hence the read.
                files.text("/proc/pressure/memory").isPresent(),
                helpers(),
                emulators(),
                containedIn(),
                files.exists("/run/systemd/system"));
    }

    private Caller caller(MountTable mounts) {
        Map<String, List<String>> status = new LinkedHashMap<>();
        for (String line : files.lines("/proc/self/status")) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            status.put(
                    line.substring(0, Math.max(colon, 0)), value.isEmpty() ? List.of() : List.of(value.split("\\s+")));
        }
        if (!status.containsKey("Uid") || !status.containsKey("Gid")) {
            throw new HostException("/proc/self/status", "unreadable", "mount a proc file system on /proc");
        }
        long uid = Long.parseLong(status.get("Uid").get(1));
        return new Caller(
                userName(uid),
                uid,
                Long.parseLong(status.get("Gid").get(1)),
                status.getOrDefault("Groups", List.of()).stream()
                        .map(Long::valueOf)
                        .toList(),
                Long.parseUnsignedLong(first(status, "CapEff", "0"), 16),
                first(status, "NoNewPrivs", "0").equals("1"),
                first(status, "Seccomp", "0").equals("2"),
                initialUserNamespace(),
                !mounts.isMountPoint(Path.of("/")));
    }

    private static String first(Map<String, List<String>> status, String key, String otherwise) {
        List<String> values = status.getOrDefault(key, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    /** The initial user namespace maps all ids to themselves: {@code 0 0 4294967295} (user_namespaces(7)). */
    private boolean initialUserNamespace() {
        List<String> map = files.words("/proc/self/uid_map");
        return map.isEmpty() || map.equals(List.of("0", "0", "4294967295"));
    }

    private String userName(long uid) {
        String id = Long.toString(uid);
        for (String line : files.lines("/etc/passwd")) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && fields[2].equals(id)) {
                return fields[0];
            }
        }
        String name = surroundings.userName();
        return name == null || name.equals("?") ? id : name;
    }

    private Set<String> namespaces() {
        return Stream.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time")
                .filter(name -> files.exists("/proc/self/ns/" + name))
                .collect(Collectors.toUnmodifiableSet());
    }

    private UserNamespaces userNamespaces() {
        return new UserNamespaces(
                files.exists("/proc/self/ns/user"),
                files.number("/proc/sys/user/max_user_namespaces"),
                files.number("/proc/sys/kernel/unprivileged_userns_clone").orElse(1) != 0,
                files.number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
                                .orElse(0)
                        != 0);
    }

    private SubordinateIds subordinateIds(Caller caller) {
        return new SubordinateIds(ranges("/etc/subuid", caller), ranges("/etc/subgid", caller));
    }

    /** Lines {@code name-or-uid:start:count}; subgid, too, is by user, see subgid(5). Malformed lines grant nothing. */
    private List<IdRange> ranges(String file, Caller caller) {
        List<IdRange> ranges = new ArrayList<>();
        for (String line : files.lines(file)) {
            String[] fields = line.strip().split(":", -1);
            if (fields.length == 3
                    && (fields[0].equals(caller.name()) || fields[0].equals(Long.toString(caller.uid())))) {
                range(fields[1], fields[2]).ifPresent(ranges::add);
            }
        }
        return ranges;
    }

    private static Optional<IdRange> range(String start, String count) {
        try {
            IdRange range = new IdRange(Long.parseLong(start), Long.parseLong(count));
            return range.start() >= 0 && range.count() > 0 ? Optional.of(range) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private OverlaySupport overlay(KernelRelease kernel) {
        boolean registered = files.lines("/proc/filesystems").stream()
                .anyMatch(line ->
                        line.strip().endsWith("\toverlay") || line.strip().equals("overlay"));
        if (registered) {
            return OverlaySupport.REGISTERED;
        }
        String directory = "/lib/modules/" + kernel.text() + "/kernel/fs/overlayfs/overlay.ko";
        boolean module = Stream.of("", ".xz", ".zst", ".gz").anyMatch(suffix -> files.exists(directory + suffix));
        return module ? OverlaySupport.LOADABLE : OverlaySupport.MISSING;
    }

    private SecurityFeatures security() {
        List<String> modules = files.text("/sys/kernel/security/lsm")
                .map(text -> List.of(text.split(",")))
                .orElse(List.of());
        return new SecurityFeatures(
                Set.copyOf(files.words("/proc/sys/kernel/seccomp/actions_avail")),
                modules,
                files.text("/proc/self/attr/current")
                        .map(label -> label.replace("\0", ""))
                        .filter(label -> !label.isEmpty()),
                toInt(files.number("/proc/sys/vm/memfd_noexec")),
                toInt(files.number("/proc/sys/kernel/yama/ptrace_scope")));
    }

    private static OptionalInt toInt(OptionalLong number) {
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    private Helpers helpers() {
        return new Helpers(helper("newuidmap"), helper("newgidmap"), helper("pasta"), helper("slirp4netns"));
    }

    /** Debian keeps some of them in {@code /usr/sbin}, which the search path of most users lacks. */
    private HelperTool helper(String name) {
        Stream<String> directories = Stream.concat(
                Stream.of(surroundings.searchPath().split(File.pathSeparator)).filter(path -> path.startsWith("/")),
                Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin"));
        Optional<Path> found = directories
                .distinct()
                .map(directory -> files.locate(directory + "/" + name))
                .filter(Files::isExecutable)
                .findFirst();
        return new HelperTool(name, found, found.filter(this::privileged).isPresent());
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
        try (Stream<Path> entries = Files.list(directory)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("qemu-"))
                    .sorted()
                    .forEach(name -> emulator(name).ifPresent(emulators::add));
        } catch (IOException e) {
            return List.of();
        }
        return emulators;
    }

    /** The kernel's Documentation/admin-guide/binfmt-misc.rst describes the entry's lines. */
    private Optional<Emulator> emulator(String name) {
        List<String> lines = files.lines("/proc/sys/fs/binfmt_misc/" + name);
        if (!lines.contains("enabled")) {
            return Optional.empty();
        }
        boolean fixed = lines.stream().anyMatch(line -> line.startsWith("flags:") && line.contains("F"));
        return lines.stream()
                .filter(line -> line.startsWith("interpreter "))
                .findFirst()
                .map(line -> new Emulator(name, Path.of(line.substring("interpreter ".length())), fixed));
    }

    private Optional<String> containedIn() {
        if (files.exists("/.dockerenv")) {
            return Optional.of("docker");
        }
        if (files.exists("/run/.containerenv")) {
            return Optional.of("podman");
        }
        // Written by systemd from the variable "container" of PID 1's environment: systemd's Container Interface.
        return files.text("/run/systemd/container").filter(name -> !name.isEmpty());
    }
}
