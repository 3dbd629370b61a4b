package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxIOPriority;
import io.jdock.oci.LinuxSchedulerFlag;
import io.jdock.oci.Scheduler;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Operand;
import java.util.List;

/** How the application competes with others for processors and disks: sched_setattr(2), ioprio_set(2). */
final class Scheduling {
    private static final int SCHED_ATTR_SIZE = 48; // SCHED_ATTR_SIZE_VER0 of the kernel's linux/sched/types.h
    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int IOPRIO_CLASS_SHIFT = 13;

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
}
