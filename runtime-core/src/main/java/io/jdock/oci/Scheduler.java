package io.jdock.oci;

import java.util.List;

/**
 * How a process is scheduled: sched_setattr(2), sched(7) (config.md, "Linux Process").
 *
 * @param policy which of the kernel's schedulers
 * @param nice -20 (most favoured) to 19
 * @param priority 1 to 99 for {@code SCHED_FIFO} and {@code SCHED_RR}, else 0
 * @param flags of sched_setattr(2)
 * @param runtime in nanoseconds in each period, for {@code SCHED_DEADLINE}, else 0
 * @param deadline in nanoseconds, for {@code SCHED_DEADLINE}, else 0
 * @param period in nanoseconds, for {@code SCHED_DEADLINE}; 0 is the same as {@code deadline}
 */
public record Scheduler(
        @Required LinuxSchedulerPolicy policy,
        @Defaulted int nice,
        @Defaulted int priority,
        List<LinuxSchedulerFlag> flags,
        @Defaulted long runtime,
        @Defaulted long deadline,
        @Defaulted long period) {
    public Scheduler {
        flags = List.copyOf(flags);
    }
}
