package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.oci.CPUAffinity;
import io.jdock.oci.LinuxIOPriority;
import io.jdock.oci.LinuxMemoryPolicy;
import io.jdock.oci.LinuxSchedulerFlag;
import io.jdock.oci.MemoryPolicyFlagType;
import io.jdock.oci.MemoryPolicyModeType;
import io.jdock.oci.Scheduler;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Operand;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the application competes with others for processors, disks and memory: sched_setattr(2), ioprio_set(2),
 * set_mempolicy(2).
 */
final class Scheduling {
    private static final int SCHED_ATTR_SIZE = 48; // SCHED_ATTR_SIZE_VER0 of the kernel's linux/sched/types.h
    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int IOPRIO_CLASS_SHIFT = 13;

    private static final int MOST_PROCESSORS = 8192; // NR_CPUS of the kernel's arch/x86/Kconfig
    private static final int MOST_NODES =
            1024; // MAX_NUMNODES: NODES_SHIFT of the kernel's arch/*/Kconfig is at most 10
    private static final int WORD_BYTES = 8;

    private final Draft draft;

    Scheduling(Draft draft) {
        this.draft = draft;
    }

    /** While the process still has the caller's rights. */
    void set() {
        Scheduler scheduler = draft.process.scheduler();
        if (scheduler != null) {
            set(scheduler);
        }
        LinuxIOPriority priority = draft.process.ioPriority();
        if (priority != null) {
            set(priority);
        }
        LinuxMemoryPolicy policy = draft.spec.linux().memoryPolicy();
        if (policy != null) {
            set(policy);
        }
    }

    /** For a further process, before it enters the container's control group (config.md, "execCPUAffinity"). */
    void setInitialProcessors() {
        CPUAffinity affinity = draft.process.execCPUAffinity();
        if (affinity != null) {
            runOn("initial", affinity.initial(), "before the process enters the container's control group");
        }
    }

    /** The same for the time after that; the control group has its say on both. */
    void setFinalProcessors() {
        CPUAffinity affinity = draft.process.execCPUAffinity();
        if (affinity != null) {
            runOn("final", affinity.finalCpus(), "in the container's control group");
        }
    }

    private void runOn(String field, @Nullable String list, String why) {
        if (list == null) {
            return;
        }
        String path = "process.execCPUAffinity." + field;
        byte[] mask = mask(list, path, "processor", MOST_PROCESSORS);
        draft.step(Group.LIMITS, "run on the processors " + list, why)
                .run(
                        Syscall.SCHED_SETAFFINITY,
                        Operand.of(0, "self"),
                        Operand.of(mask.length),
                        Operand.of(new Datum.Struct("{" + list + "}", List.of(new Field.Raw(mask)))))
                .remedy(Errno.EINVAL, path + ": the machine or the control group has none of these processors");
    }

    /**
     * A bit for each number of a list such as {@code 0-3,7}, as sched_setaffinity(2) and set_mempolicy(2) want it:
     * little-endian, in whole words.
     */
    private static byte[] mask(String list, String path, String thing, int most) {
        BitSet numbers = new BitSet();
        for (String range : list.split(",", -1)) {
            String[] ends = range.strip().split("-", 2);
            int first = number(ends[0], path, thing, most);
            int last = number(ends[ends.length - 1], path, thing, most);
            numbers.set(first, Math.max(first, last) + 1);
        }
        byte[] bits = numbers.toByteArray();
        return Arrays.copyOf(bits, (bits.length + WORD_BYTES - 1) / WORD_BYTES * WORD_BYTES);
    }

    private static int number(String text, String path, String thing, int most) {
        String digits = text.strip();
        if (digits.length() > 4 || Integer.parseInt(digits) >= most) {
            throw new PlanException(path, "no kernel knows a " + thing + " " + digits);
        }
        return Integer.parseInt(digits);
    }

    private void set(Scheduler scheduler) {
        String policy = scheduler.policy().json();
        Datum attributes = new Datum.Struct(
                "{" + policy + ", nice=" + scheduler.nice() + ", priority=" + scheduler.priority() + "}",
                List.of(
                        new Field.Int(4, SCHED_ATTR_SIZE),
                        new Field.Int(4, number(scheduler)),
                        new Field.Int(8, flags(scheduler)),
                        new Field.Int(4, scheduler.nice()),
                        new Field.Int(4, scheduler.priority()),
                        new Field.Int(8, scheduler.runtime()),
                        new Field.Int(8, scheduler.deadline()),
                        new Field.Int(8, scheduler.period())));
        draft.step(Group.LIMITS, "schedule by " + policy, "how the application competes for processors")
                .run(Syscall.SCHED_SETATTR, Operand.of(0, "self"), Operand.of(attributes), Operand.of(0))
                .remedy(
                        Errno.EPERM,
                        "process.scheduler: this policy or priority takes CAP_SYS_NICE, or ulimit -r or -e")
                .remedy(Errno.EINVAL, "process.scheduler: the kernel takes no such combination of values")
                .remedy(Errno.EBUSY, "process.scheduler: the kernel cannot promise that much time");
    }

    /** Numbers of the kernel's include/uapi/linux/sched.h. */
    private static int number(Scheduler scheduler) {
        return switch (scheduler.policy()) {
            case OTHER -> 0;
            case FIFO -> 1;
            case RR -> 2;
            case BATCH -> 3;
            case ISO -> 4;
            case IDLE -> 5;
            case DEADLINE -> 6;
        };
    }

    private static long flags(Scheduler scheduler) {
        return scheduler.flags().stream().mapToLong(Scheduling::bit).reduce(0, (a, b) -> a | b);
    }

    private static long bit(LinuxSchedulerFlag flag) {
        return switch (flag) {
            case RESET_ON_FORK -> 0x01;
            case RECLAIM -> 0x02;
            case DL_OVERRUN -> 0x04;
            case KEEP_POLICY -> 0x08;
            case KEEP_PARAMS -> 0x10;
            case UTIL_CLAMP_MIN -> 0x20;
            case UTIL_CLAMP_MAX -> 0x40;
        };
    }

    private void set(LinuxIOPriority priority) {
        int number = switch (priority.ioClass()) {
            case RT -> 1;
            case BE -> 2;
            case IDLE -> 3;
        };
        String word = priority.ioClass().json();
        draft.step(
                        Group.LIMITS,
                        "set the I/O priority to " + word + " " + priority.priority(),
                        "how the application competes for disks")
                .run(
                        Syscall.IOPRIO_SET,
                        Operand.of(IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"),
                        Operand.of(0, "self"),
                        Operand.of(
                                (long) number << IOPRIO_CLASS_SHIFT | priority.priority(),
                                word + "|" + priority.priority()))
                .remedy(Errno.EPERM, "process.ioPriority: the real-time class takes CAP_SYS_NICE or CAP_SYS_ADMIN");
    }

    /** It is kept over execve(2) and handed down to children (set_mempolicy(2), "Description"). */
    private void set(LinuxMemoryPolicy policy) {
        String list = policy.nodes();
        byte[] mask = list == null ? new byte[0] : mask(list, "linux.memoryPolicy.nodes", "memory node", MOST_NODES);
        String mode = Stream.concat(
                        Stream.of(policy.mode().json()), policy.flags().stream().map(MemoryPolicyFlagType::json))
                .collect(Collectors.joining("|"));
        long flags = policy.flags().stream().mapToLong(Scheduling::bit).reduce(0, (a, b) -> a | b);
        draft.step(
                        Group.LIMITS,
                        "take memory by " + mode + (list == null ? "" : " of the nodes " + list),
                        "which of the machine's memories the application uses")
                .run(
                        Syscall.SET_MEMPOLICY,
                        Operand.of(number(policy.mode()) | flags, mode),
                        list == null
                                ? Trees.NONE
                                : Operand.of(new Datum.Struct("{" + list + "}", List.of(new Field.Raw(mask)))),
                        Operand.of(list == null ? 0 : mask.length * Byte.SIZE + 1)) // get_nodes() takes one off
                .remedy(
                        Errno.EINVAL,
                        "linux.memoryPolicy: the machine or the control group has none of these nodes with memory, or the"
                                + " kernel does not know mode and flags together")
                .remedy(Errno.ENOSYS, "linux.memoryPolicy: this kernel knows no memory nodes (CONFIG_NUMA)");
    }

    /** Numbers of the kernel's include/uapi/linux/mempolicy.h. */
    private static int number(MemoryPolicyModeType mode) {
        return switch (mode) {
            case DEFAULT -> 0;
            case PREFERRED -> 1;
            case BIND -> 2;
            case INTERLEAVE -> 3;
            case LOCAL -> 4;
            case PREFERRED_MANY -> 5;
            case WEIGHTED_INTERLEAVE -> 6;
        };
    }

    private static long bit(MemoryPolicyFlagType flag) {
        return switch (flag) {
            case NUMA_BALANCING -> 1 << 13;
            case RELATIVE_NODES -> 1 << 14;
            case STATIC_NODES -> 1 << 15;
        };
    }
}
