package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStats.Cpu;
import io.jdock.cgroup.CgroupStats.Hugepages;
import io.jdock.cgroup.CgroupStats.Io;
import io.jdock.cgroup.CgroupStats.Memory;
import io.jdock.cgroup.CgroupStats.Tasks;
import io.jdock.cgroup.CgroupStats.Throttling;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Cgroups of version 1, each in its hierarchy: the kernel's Documentation/admin-guide/cgroup-v1. */
public final class CgroupV1 implements Cgroup {
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(10);

    private final CgroupLocation location;
    private final Access access;
    private final Limits limits;
    private final Removal removal;
    private final Killing killing;

    CgroupV1(CgroupLocation location, ControlFiles files, DeviceFilters filters) {
        this.location = location;
        this.access = new Access(files);
        this.limits = new Limits(files, filters);
        this.removal = new Removal(files);
        this.killing = new Killing(access);
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
        Path state = freezer("cannot be paused").resolve("freezer.state");
        access.write(state, "FROZEN", "cannot pause the container");
        // While processes keep coming, the kernel stays in FREEZING until it is told again
        // (cgroup-v1/freezer-subsystem.rst).
        boolean frozen = Access.await(FREEZE_PATIENCE, () -> {
            if (access.text(state).filter("FROZEN"::equals).isPresent()) {
                return true;
            }
            access.write(state, "FROZEN", "cannot pause the container");
            return false;
        });
        if (!frozen) {
            access.write(state, "THAWED", "cannot undo the attempt to pause the container");
            throw CgroupException.because("not all processes of the container could be paused")
                    .controller("freezer")
                    .file(state)
                    .remedy("one of them waits in the kernel for a device or network file system; try again")
                    .exception();
        }
    }

    @Override
    public void resume() {
        access.write(freezer("cannot be resumed").resolve("freezer.state"), "THAWED", "cannot resume the container");
    }

    @Override
    public boolean paused() {
        return directory("freezer")
                .flatMap(directory -> access.text(directory.resolve("freezer.state")))
                .filter("FROZEN"::equals)
                .isPresent();
    }

    /** Whether {@link #pause()} or someone else stopped processes here, or tries to. */
    boolean held() {
        return directory("freezer")
                .flatMap(directory -> access.text(directory.resolve("freezer.state")))
                .filter(state -> !state.equals("THAWED"))
                .isPresent();
    }

    private Path freezer(String what) {
        return directory("freezer")
                .orElseThrow(() -> CgroupException.because("the container " + what + ": it has no freezer cgroup")
                        .controller("freezer")
                        .remedy("mount or delegate the freezer hierarchy")
                        .exception());
    }

    @Override
    public List<Long> processes() {
        return access.processes(location.directories());
    }

    /**
     * Freezing first keeps forks from getting away. A killed process that is frozen dies when it is thawed. Without a
     * freezer, killing goes on until nothing is left that could fork. All hierarchies are looked at, for a process that
     * is just joining is in some of them only.
     */
    @Override
    public void killAll() {
        Optional<Path> freezer = directory("freezer").filter(access::exists);
        if (freezer.isEmpty()) {
            Access.await(FREEZE_PATIENCE, () -> {
                killEach();
                return processes().isEmpty();
            });
            return;
        }
        Path state = freezer.get().resolve("freezer.state");
        try {
            pause();
        } catch (CgroupException e) {
            // What hangs in the kernel cannot fork, and gets its signal all the same.
            access.write(state, "FROZEN", "cannot stop the container before killing it");
        }
        try {
            killEach();
        } finally {
            access.write(state, "THAWED", "cannot let killed processes end");
        }
    }

    void killEach() {
        killing.killEach(location.directories());
    }

    @Override
    public void delegateTo(long uid, long gid) {
        // Not safe in version 1 (OCI config-linux.md, "Cgroup ownership").
    }

    @Override
    public void remove() {
        removal.remove(location);
    }

    // ---- measuring

    /** {@code memory.oom_control} counts the kills of one cgroup, not of those below it. */
    @Override
    public long outOfMemoryKills() {
        long kills = 0;
        Optional<Path> memory = directory("memory");
        if (memory.isPresent()) {
            for (Path cgroup : access.tree(memory.get())) {
                kills += flat(cgroup.resolve("memory.oom_control")).getOrDefault("oom_kill", 0L);
            }
        }
        return kills;
    }

    /** The file came with Linux 4.8. */
    @Override
    public long processesRefused() {
        return directory("pids")
                .map(directory -> flat(directory.resolve("pids.events")).getOrDefault("max", 0L))
                .orElse(0L);
    }

    @Override
    public CgroupStats stats() {
        return new CgroupStats(
                cpu(), memory(), tasks(), io(), hugepages(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Optional<Cpu> cpu() {
        Optional<Path> accounting = directory("cpuacct");
        return accounting
                .flatMap(directory -> number(directory.resolve("cpuacct.usage")))
                .map(usage -> new Cpu(
                        usage,
                        accounting
                                .flatMap(directory -> number(directory.resolve("cpuacct.usage_user")))
                                .orElse(0L),
                        accounting
                                .flatMap(directory -> number(directory.resolve("cpuacct.usage_sys")))
                                .orElse(0L),
                        throttling()));
    }

    private Optional<Throttling> throttling() {
        return directory("cpu")
                .map(directory -> flat(directory.resolve("cpu.stat")))
                .map(stat -> new Throttling(
                        stat.getOrDefault("nr_periods", 0L),
                        stat.getOrDefault("nr_throttled", 0L),
                        stat.getOrDefault("throttled_time", 0L)));
    }

    private Optional<Memory> memory() {
        return directory("memory")
                .flatMap(directory -> number(directory.resolve("memory.usage_in_bytes"))
                        .map(usage -> {
                            OptionalLong limit = limit(directory.resolve("memory.limit_in_bytes"));
                            OptionalLong sum = limit(directory.resolve("memory.memsw.limit_in_bytes"));
                            return new Memory(
                                    usage,
                                    optional(number(directory.resolve("memory.max_usage_in_bytes"))),
                                    limit,
                                    optional(number(directory.resolve("memory.memsw.usage_in_bytes"))
                                            .map(both -> Math.max(0, both - usage))),
                                    limit.isPresent() && sum.isPresent()
                                            ? OptionalLong.of(Math.max(0, sum.getAsLong() - limit.getAsLong()))
                                            : OptionalLong.empty(),
                                    outOfMemoryKills(),
                                    flat(directory.resolve("memory.stat")));
                        }));
    }

    private Optional<Tasks> tasks() {
        return directory("pids")
                .flatMap(directory -> number(directory.resolve("pids.current"))
                        .map(current -> new Tasks(current, limit(directory.resolve("pids.max")))));
    }

    /** Lines {@code 8:0 Read 4096}; the BFQ scheduler's counters, where it is in use, are the same numbers. */
    private List<Io> io() {
        Optional<Path> blkio = directory("blkio");
        if (blkio.isEmpty()) {
            return List.of();
        }
        Map<String, long[]> devices = new LinkedHashMap<>();
        transfers(blkio.get().resolve("blkio.throttle.io_service_bytes_recursive"), devices, 0);
        transfers(blkio.get().resolve("blkio.throttle.io_serviced_recursive"), devices, 2);
        List<Io> transfers = new ArrayList<>();
        devices.forEach((device, counts) -> {
            int colon = device.indexOf(':');
            transfers.add(new Io(
                    Long.parseLong(device.substring(0, colon)),
                    Long.parseLong(device.substring(colon + 1)),
                    counts[0],
                    counts[1],
                    counts[2],
                    counts[3]));
        });
        return transfers;
    }

    private void transfers(Path file, Map<String, long[]> devices, int offset) {
        for (String line : ControlText.lines(access.text(file).orElse(""))) {
            List<String> words = ControlText.words(line);
            int direction = words.size() == 3 ? List.of("Read", "Write").indexOf(words.get(1)) : -1;
            if (direction >= 0) {
                devices.computeIfAbsent(words.get(0), device -> new long[4])[offset + direction] =
                        ControlText.number(words.get(2)).orElse(0);
            }
        }
    }

    private List<Hugepages> hugepages() {
        return directory("hugetlb")
                .map(directory -> HugepageFiles.read(access, directory, "usage_in_bytes", "failcnt"))
                .orElse(List.of());
    }

    // ---- files

    private Optional<Path> directory(String controller) {
        for (CgroupPlace place : location.places()) {
            if (place.has(controller)) {
                return Optional.of(place.directory());
            }
        }
        return Optional.empty();
    }

    private Optional<Long> number(Path file) {
        return access.text(file)
                .map(ControlText::number)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong);
    }

    private OptionalLong limit(Path file) {
        return access.text(file).map(ControlText::limit).orElse(OptionalLong.empty());
    }

    private Map<String, Long> flat(Path file) {
        return ControlText.flat(access.text(file).orElse(""));
    }

    private static OptionalLong optional(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
