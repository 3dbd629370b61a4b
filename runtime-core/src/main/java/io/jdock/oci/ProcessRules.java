package io.jdock.oci;

import io.jdock.kernel.Resource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules of a process: config.md, from "Process" to "User". */
final class ProcessRules {
    private static final List<String> RLIMITS =
            Stream.of(Resource.values()).map(Resource::name).toList();

    private static final Set<LinuxSchedulerPolicy> REAL_TIME =
            Set.of(LinuxSchedulerPolicy.FIFO, LinuxSchedulerPolicy.RR);
    private static final int MIN_DEADLINE_NANOS = 1024; // sched(7), "SCHED_DEADLINE"

    private ProcessRules() {}

    static void process(Field field, ProcessSpec process) {
        if (process.terminal()) { // "Runtimes MUST ignore consoleSize if terminal is false or unset"
            field.at("consoleSize").ifPresent(process.consoleSize(), ProcessRules::consoleSize);
        }
        user(field.at("user"), process.user());
        command(field, process);
        field.at("capabilities").ifPresent(process.capabilities(), ProcessRules::capabilities);
        rlimits(field.at("rlimits"), process.rlimits());
        field.at("apparmorProfile").text(process.apparmorProfile());
        field.at("oomScoreAdj").range(process.oomScoreAdj(), -1000, 1000); // proc_pid_oom_score_adj(5)
        field.at("scheduler").ifPresent(process.scheduler(), ProcessRules::scheduler);
        field.at("selinuxLabel").text(process.selinuxLabel());
        field.at("ioPriority")
                .ifPresent(process.ioPriority(), (at, it) -> at.at("priority").range(it.priority(), 0, 7));
        field.at("execCPUAffinity").ifPresent(process.execCPUAffinity(), ProcessRules::affinity);
    }

    private static void consoleSize(Field field, Box size) {
        field.at("height").range(size.height(), 0, Field.MAX_UINT16); // struct winsize, ioctl_tty(2)
        field.at("width").range(size.width(), 0, Field.MAX_UINT16);
    }

    private static void user(Field field, User user) {
        field.at("uid").range(user.uid(), 0, Field.MAX_ID);
        field.at("gid").range(user.gid(), 0, Field.MAX_ID);
        if (user.umask() != null) {
            field.at("umask")
                    .require((user.umask() & ~0777) == 0, user.umask(), "a whole number from 0 to 511 (octal 0777)");
        }
        field.at("additionalGids").each(user.additionalGids(), (at, gid) -> at.range(gid, 0, Field.MAX_ID));
    }

    private static void command(Field field, ProcessSpec process) {
        Field args = field.at("args");
        if (process.args().isEmpty()) {
            throw args.refuse("empty or missing", "a list of at least the program's name");
        }
        args.at(0).notEmpty(process.args().get(0));
        args.each(process.args(), Field::text);
        field.at("env").each(process.env(), Field::assignment);
        field.at("cwd").absolutePath(process.cwd());
    }

    /** Unknown names are for a warning (config.md, "Linux Process"), but even those are texts. */
    private static void capabilities(Field field, LinuxCapabilities capabilities) {
        field.at("bounding").each(capabilities.bounding(), Field::notEmpty);
        field.at("effective").each(capabilities.effective(), Field::notEmpty);
        field.at("inheritable").each(capabilities.inheritable(), Field::notEmpty);
        field.at("permitted").each(capabilities.permitted(), Field::notEmpty);
        field.at("ambient").each(capabilities.ambient(), Field::notEmpty);
    }

    /** config.md, "POSIX process": types that are unknown or there twice are errors. */
    private static void rlimits(Field field, List<Rlimit> rlimits) {
        field.each(rlimits, (at, rlimit) -> {
            at.at("type").oneOf(rlimit.type(), RLIMITS);
            if (Long.compareUnsigned(rlimit.soft(), rlimit.hard()) > 0) { // setrlimit(2): EINVAL
                throw at.at("soft")
                        .refuse(
                                Long.toUnsignedString(rlimit.soft()),
                                "at most the hard limit, " + Long.toUnsignedString(rlimit.hard()));
            }
        });
        field.unique(rlimits, "type", Rlimit::type);
    }

    /** sched(7). */
    private static void scheduler(Field field, Scheduler scheduler) {
        boolean realTime = REAL_TIME.contains(scheduler.policy());
        field.at("nice").range(scheduler.nice(), -20, 19);
        field.at("priority").range(scheduler.priority(), realTime ? 1 : 0, realTime ? 99 : 0);
        if (scheduler.policy() == LinuxSchedulerPolicy.DEADLINE) {
            long period = scheduler.period() == 0 ? scheduler.deadline() : scheduler.period();
            field.at("period").atLeast(period, 1);
            field.at("deadline").range(scheduler.deadline(), MIN_DEADLINE_NANOS, period);
            field.at("runtime").range(scheduler.runtime(), MIN_DEADLINE_NANOS, scheduler.deadline());
        } else {
            String allowed = "0 or absent unless policy is SCHED_DEADLINE";
            field.at("runtime").require(scheduler.runtime() == 0, scheduler.runtime(), allowed);
            field.at("deadline").require(scheduler.deadline() == 0, scheduler.deadline(), allowed);
            field.at("period").require(scheduler.period() == 0, scheduler.period(), allowed);
        }
    }

    private static void affinity(Field field, CPUAffinity affinity) {
        field.at("initial").numberList(affinity.initial());
        field.at("final").numberList(affinity.finalCpus());
    }
}
