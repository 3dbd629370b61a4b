package io.jdock.cgroup;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a container uses. A part is empty where no controller measures it; sizes are bytes.
 *
 * @param cpu processor time
 * @param memory memory and swap
 * @param tasks processes and threads
 * @param io block devices, in the kernel's order
 * @param hugepages huge pages, by size
 * @param cpuPressure how long tasks waited for a processor
 * @param memoryPressure how long tasks waited for memory
 * @param ioPressure how long tasks waited for devices
 */
public record CgroupStats(
        Optional<Cpu> cpu,
        Optional<Memory> memory,
        Optional<Tasks> tasks,
        List<Io> io,
        List<Hugepages> hugepages,
        Optional<Pressure> cpuPressure,
        Optional<Pressure> memoryPressure,
        Optional<Pressure> ioPressure) {
    /** Nothing is measured. */
    static final CgroupStats NONE = new CgroupStats(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public CgroupStats {
        io = List.copyOf(io);
        hugepages = List.copyOf(hugepages);
    }

    /**
     * Processor time since the cgroup was made.
     *
     * @param usageNanos all of it
     * @param userNanos in programs. Version 1 counts this and the next by ticks, so that for short times they need not
     *     add up
     * @param systemNanos in the kernel
     * @param throttling what a quota did; empty where there is no controller for one
     */
    public record Cpu(long usageNanos, long userNanos, long systemNanos, Optional<Throttling> throttling) {}

    /**
     * What a quota did.
     *
     * @param periods that have passed while there was work
     * @param throttledPeriods in which the quota was used up
     * @param throttledNanos for which tasks had to wait, added up
     */
    public record Throttling(long periods, long throttledPeriods, long throttledNanos) {}

    /**
     * Memory.
     *
     * @param usage now, with page cache and kernel memory
     * @param peak the most ever; empty where the kernel does not keep it
     * @param limit empty for none
     * @param swapUsage swap now; empty where it is not counted
     * @param swapLimit of swap alone; empty for none
     * @param outOfMemoryKills processes that were killed at the limit
     * @param details the kernel's own {@code memory.stat}: names differ between versions 1 and 2
     */
    public record Memory(
            long usage,
            OptionalLong peak,
            OptionalLong limit,
            OptionalLong swapUsage,
            OptionalLong swapLimit,
            long outOfMemoryKills,
            Map<String, Long> details) {
        public Memory {
            details = Map.copyOf(details);
        }

        /** Memory that cannot simply be dropped: usage without page cache that has not been used lately. */
        public long workingSet() {
            long inactive = details.getOrDefault("total_inactive_file", details.getOrDefault("inactive_file", 0L));
            return Math.max(0, usage - inactive);
        }
    }

    /**
     * Processes and threads.
     *
     * @param current now
     * @param limit empty for none
     */
    public record Tasks(long current, OptionalLong limit) {}

    /** Transfers of a block device since the cgroup was made. */
    public record Io(
            long major, long minor, long bytesRead, long bytesWritten, long readOperations, long writeOperations) {}

    /**
     * Huge pages.
     *
     * @param pageSize such as {@code 2MB}
     * @param usage in bytes
     * @param limitReached how often an allocation failed at the limit
     */
    public record Hugepages(String pageSize, long usage, long limitReached) {}

    /**
     * Pressure stall information: the kernel's Documentation/accounting/psi.rst.
     *
     * @param some while at least one task waited
     * @param full while all tasks waited; empty where the kernel does not tell
     */
    public record Pressure(Stall some, Optional<Stall> full) {}

    /**
     * Waiting.
     *
     * @param percent10 percentage of the last 10 seconds
     * @param percent60 of the last minute
     * @param percent300 of the last five minutes
     * @param totalMicros in all
     */
    public record Stall(double percent10, double percent60, double percent300, long totalMicros) {}

    /** These statistics, with what they lack taken from others. */
    CgroupStats or(CgroupStats other) {
        return new CgroupStats(
                cpu.or(other::cpu),
                memory.or(other::memory),
                tasks.or(other::tasks),
                io.isEmpty() ? other.io : io,
                hugepages.isEmpty() ? other.hugepages : hugepages,
                cpuPressure.or(other::cpuPressure),
                memoryPressure.or(other::memoryPressure),
                ioPressure.or(other::ioPressure));
    }
}
