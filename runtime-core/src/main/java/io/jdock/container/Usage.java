package io.jdock.container;

import io.jdock.cgroup.CgroupStats;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a container uses, in the figures that people ask for first; {@link Container#stats} has all. A figure is empty where
 * this machine does not measure it.
 *
 * <p>Without a control group, the figures are sums over the processes that run: of the processor time, what a process has
 * used whose parent did not wait for it is missing.
 *
 * @param cpuNanos processor time since the start, in nanoseconds
 * @param memory bytes that cannot simply be dropped: without page cache that has not been used lately
 * @param tasks processes and threads
 */
public record Usage(OptionalLong cpuNanos, OptionalLong memory, OptionalLong tasks) {

    static Usage of(List<ContainerTask> tasks) {
        return new Usage(
                OptionalLong.of(
                        tasks.stream().mapToLong(task -> task.cpu().toNanos()).sum()),
                OptionalLong.of(tasks.stream().mapToLong(ContainerTask::memory).sum()),
                OptionalLong.of(tasks.stream().mapToLong(ContainerTask::threads).sum()));
    }

    static Usage of(CgroupStats stats) {
        return new Usage(
                stats.cpu().stream().mapToLong(CgroupStats.Cpu::usageNanos).findFirst(),
                stats.memory().stream()
                        .mapToLong(CgroupStats.Memory::workingSet)
                        .findFirst(),
                stats.tasks().stream().mapToLong(CgroupStats.Tasks::current).findFirst());
    }
}
