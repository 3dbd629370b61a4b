package io.jdock.container;

import io.jdock.cgroup.CgroupStats;
import java.util.OptionalLong;

/**
 * What a container uses, in the figures that people ask for first; {@link Container#stats} has all. A figure is empty where
 * this machine does not measure it.
 *
 * @param cpuNanos processor time since the start, in nanoseconds
 * @param memory bytes that cannot simply be dropped: without page cache that has not been used lately
 * @param tasks processes and threads
 */
public record Usage(OptionalLong cpuNanos, OptionalLong memory, OptionalLong tasks) {

    static Usage of(CgroupStats stats) {
        return new Usage(
                stats.cpu().stream().mapToLong(CgroupStats.Cpu::usageNanos).findFirst(),
                stats.memory().stream()
                        .mapToLong(CgroupStats.Memory::workingSet)
                        .findFirst(),
                stats.tasks().stream().mapToLong(CgroupStats.Tasks::current).findFirst());
    }
}
