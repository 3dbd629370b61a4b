package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStats.Cpu;
import io.jdock.cgroup.CgroupStats.Io;
import io.jdock.cgroup.CgroupStats.Memory;
import io.jdock.cgroup.CgroupStats.Pressure;
import io.jdock.cgroup.CgroupStats.Tasks;
import io.jdock.cgroup.CgroupStats.Throttling;
import io.jdock.oci.LinuxResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A cgroup of version 2: the kernel's Documentation/admin-guide/cgroup-v2.rst. */
public final class CgroupV2 implements Cgroup {
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(10);
    private static final long NANOS_PER_MICRO = 1_000;

    private final CgroupLocation location;
    private final Path directory;
    private final Access access;
    private final Limits limits;
    private final Removal removal;

    CgroupV2(CgroupLocation location, ControlFiles files, DeviceFilters filters) {
        this.location = location;
        this.directory = location.places().get(0).directory();
        this.access = new Access(files);
        this.limits = new Limits(files, filters);
        this.removal = new Removal(files);
    }

    @Override
    public CgroupLocation location() {
        return location;
    }

    @Override
    public void update(LinuxResources resources) {
        limits.update(location, resources);
    }

    // ---- pausing and killing

    @Override
    public void pause() {
        access.write(file("cgroup.freeze"), "1", "cannot pause the container");
        boolean frozen = Access.await(FREEZE_PATIENCE, this::paused);
        if (!frozen) {
            access.write(file("cgroup.freeze"), "0", "cannot undo the attempt to pause the container");
            throw CgroupException.because("not all processes of the container could be paused")
                    .file(file("cgroup.events"))
                    .remedy("one of them waits in the kernel for a device or network file system; try again")
                    .exception();
        }
    }

    @Override
    public void resume() {
        access.write(file("cgroup.freeze"), "0", "cannot resume the container");
    }

    @Override
    public boolean paused() {
        return flat("cgroup.events").getOrDefault("frozen", 0L) == 1;
    }

    @Override
    public List<Long> processes() {
        return access.processes(location.directories());
    }

    @Override
    public List<Path> procsFilesBeside(long first) {
        return List.of(groupBeside(first).resolve("cgroup.procs"));
    }

    private Path groupBeside(long first) {
        boolean divided = access.text(file("cgroup.subtree_control"))
                .filter(controllers -> !controllers.isBlank())
                .isPresent();
        List<Path> groups = divided ? access.tree(directory) : List.of();
        return groups.stream()
                .filter(group -> access.processesIn(group).contains(first))
                .findFirst()
                .orElse(directory);
    }

    /** {@code cgroup.kill} came with Linux 5.14. */
    @Override
    public void killAll() {
        Path kill = file("cgroup.kill");
        if (access.exists(kill)) {
            access.write(kill, "1", "cannot kill the processes of the container");
        } else if (access.exists(directory)) {
            access.write(file("cgroup.freeze"), "1", "cannot stop the container before killing it");
            Access.await(FREEZE_PATIENCE, this::paused);
            new Killing(access).killEach(location.directories());
            access.write(file("cgroup.freeze"), "0", "cannot let killed processes end");
        }
    }

    @Override
    public void delegateTo(long uid, long gid) {
        List<String> names = new ArrayList<>(ControlText.lines(
                access.text(Path.of("/sys/kernel/cgroup/delegate")).orElse("")));
        if (names.isEmpty()) {
            names.addAll(List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads"));
        }
        names.add("");
        for (String name : names) {
            Path file = directory.resolve(name);
            if (access.exists(file)) {
                give(file, uid, gid);
            }
        }
    }

    private static void give(Path file, long uid, long gid) {
        try {
            Files.setAttribute(file, "unix:uid", (int) uid);
            Files.setAttribute(file, "unix:gid", (int) gid);
        } catch (IOException e) {
            throw CgroupException.because("cannot give the cgroup to user " + uid + ": " + e.getMessage())
                    .file(file)
                    .exception();
        }
    }

    @Override
    public void remove() {
        removal.remove(location);
    }

    // ---- measuring

    @Override
    public long outOfMemoryKills() {
        return flat("memory.events").getOrDefault("oom_kill", 0L);
    }

    @Override
    public long processesRefused() {
        return flat("pids.events").getOrDefault("max", 0L);
    }

    @Override
    public CgroupStats stats() {
        return new CgroupStats(
                cpu(),
                memory(),
                tasks(),
                io(),
                HugepageFiles.read(access, directory, "current", "events"),
                pressure("cpu.pressure"),
                pressure("memory.pressure"),
                pressure("io.pressure"));
    }

    /** The first three are there without a controller too. */
    private Optional<Cpu> cpu() {
        Map<String, Long> stat = flat("cpu.stat");
        if (!stat.containsKey("usage_usec")) {
            return Optional.empty();
        }
        Optional<Throttling> throttling = stat.containsKey("nr_periods")
                ? Optional.of(new Throttling(
                        stat.get("nr_periods"),
                        stat.getOrDefault("nr_throttled", 0L),
                        nanos(stat.getOrDefault("throttled_usec", 0L))))
                : Optional.empty();
        return Optional.of(new Cpu(
                nanos(stat.get("usage_usec")),
                nanos(stat.getOrDefault("user_usec", 0L)),
                nanos(stat.getOrDefault("system_usec", 0L)),
                throttling));
    }

    private static long nanos(long micros) {
        return micros * NANOS_PER_MICRO;
    }

    private Optional<Memory> memory() {
        OptionalLong usage = number("memory.current");
        return usage.isEmpty()
                ? Optional.empty()
                : Optional.of(new Memory(
                        usage.getAsLong(),
                        number("memory.peak"),
                        number("memory.max"),
                        number("memory.swap.current"),
                        number("memory.swap.max"),
                        outOfMemoryKills(),
                        flat("memory.stat")));
    }

    private Optional<Tasks> tasks() {
        OptionalLong current = number("pids.current");
        return current.isEmpty() ? Optional.empty() : Optional.of(new Tasks(current.getAsLong(), number("pids.max")));
    }

    private List<Io> io() {
        List<Io> devices = new ArrayList<>();
        ControlText.nested(access.text(file("io.stat")).orElse("")).forEach((device, counts) -> {
            int colon = device.indexOf(':');
            OptionalLong major = ControlText.number(device.substring(0, Math.max(colon, 0)));
            OptionalLong minor = ControlText.number(device.substring(colon + 1));
            if (major.isPresent() && minor.isPresent() && counts.containsKey("rbytes")) {
                devices.add(new Io(
                        major.getAsLong(),
                        minor.getAsLong(),
                        counts.getOrDefault("rbytes", 0L),
                        counts.getOrDefault("wbytes", 0L),
                        counts.getOrDefault("rios", 0L),
                        counts.getOrDefault("wios", 0L)));
            }
        });
        return devices;
    }

    private Optional<Pressure> pressure(String name) {
        return access.text(file(name)).flatMap(ControlText::pressure);
    }

    // ---- files

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** Empty for {@code max}. */
    private OptionalLong number(String name) {
        return access.text(file(name)).map(ControlText::number).orElse(OptionalLong.empty());
    }

    private Map<String, Long> flat(String name) {
        return ControlText.flat(access.text(file(name)).orElse(""));
    }
}
