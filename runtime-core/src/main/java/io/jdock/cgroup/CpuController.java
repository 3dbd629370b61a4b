package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.cgroup.CgroupStep.WriteInAnyOrder;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Processor time: the kernel's Documentation/scheduler/sched-bwc.rst and sched-rt-group.rst, and cgroup-v2.rst, "CPU".
 * Times are microseconds.
 */
final class CpuController extends Controller {
    private static final String NAME = "cpu";
    private static final String FIELD = Fields.RESOURCES + NAME;

    private static final long UNLIMITED = -1;
    private static final long SHORTEST = 1_000;
    private static final long LONGEST_PERIOD = 1_000_000;

    CpuController() {
        super(NAME, NAME, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu();
        return cpu != null
                && (cpu.shares() != null
                        || cpu.quota() != null
                        || cpu.period() != null
                        || cpu.burst() != null
                        || cpu.realtimeRuntime() != null
                        || cpu.realtimePeriod() != null
                        || cpu.idle() != null);
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        LinuxCpu cpu = checked(resources);
        List<CgroupStep> steps = new ArrayList<>();
        addIdle(steps, cpu, directory);
        if (cpu.shares() != null) {
            steps.add(write(
                    directory.resolve("cpu.shares"),
                    Long.toUnsignedString(cpu.shares()),
                    "shares",
                    "weight against other cgroups, 1024 by default"));
        }
        List<Write> bandwidth = new ArrayList<>();
        add(bandwidth, directory, "cpu.cfs_period_us", cpu.period(), "period", "length of a period");
        add(bandwidth, directory, "cpu.cfs_quota_us", cpu.quota(), "quota", "processor time in a period");
        add(bandwidth, directory, "cpu.cfs_burst_us", cpu.burst(), "burst", "unused time that may be saved up");
        addGroup(steps, bandwidth, "quota/period must stay within the parent's, and burst within the quota");
        List<Write> realtime = new ArrayList<>();
        add(realtime, directory, "cpu.rt_period_us", cpu.realtimePeriod(), "realtimePeriod", "real-time period");
        add(
                realtime,
                directory,
                "cpu.rt_runtime_us",
                cpu.realtimeRuntime(),
                "realtimeRuntime",
                "real-time share of it");
        addGroup(steps, realtime, "runtime must stay within the period");
        return steps;
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        LinuxCpu cpu = checked(resources);
        if (cpu.realtimeRuntime() != null || cpu.realtimePeriod() != null) {
            throw Fields.noEquivalent(
                    FIELD + (cpu.realtimeRuntime() != null ? ".realtimeRuntime" : ".realtimePeriod"),
                    NAME,
                    "cgroup version 2 has no real-time limits",
                    "leave it out; a scheduling policy is set in process.scheduler");
        }
        List<CgroupStep> steps = new ArrayList<>();
        addIdle(steps, cpu, directory);
        if (cpu.shares() != null) {
            steps.add(write(
                    directory.resolve("cpu.weight"),
                    Long.toString(CpuWeight.fromShares(cpu.shares())),
                    "shares",
                    "weight against other cgroups, 100 by default; shares of version 1 converted"));
        }
        List<Write> bandwidth = new ArrayList<>();
        Path max = directory.resolve("cpu.max");
        if (cpu.quota() != null || cpu.period() != null) {
            bandwidth.add(write(
                    max,
                    bandwidth(cpu, current.value(max)),
                    cpu.quota() != null ? "quota" : "period",
                    "processor time in each period"));
        }
        add(bandwidth, directory, "cpu.max.burst", cpu.burst(), "burst", "unused time that may be saved up");
        addGroup(steps, bandwidth, "burst must stay within the quota");
        return steps;
    }

    /** {@code cpu.max} takes the quota alone, but not the period alone: then the quota stays what it is. */
    private static String bandwidth(LinuxCpu cpu, Optional<String> current) {
        Long quota = cpu.quota();
        String amount = quota == null
                ? current.map(text -> text.split(" ", 2)[0]).orElse("max")
                : quota == UNLIMITED ? "max" : Long.toString(quota);
        return cpu.period() == null ? amount : amount + " " + cpu.period();
    }

    /** An idle cgroup refuses any weight, so idleness is taken away before a weight is given (Linux 5.15). */
    private static void addIdle(List<CgroupStep> steps, LinuxCpu cpu, Path directory) {
        if (cpu.idle() != null) {
            steps.add(write(
                    directory.resolve("cpu.idle"),
                    Long.toString(cpu.idle()),
                    "idle",
                    cpu.idle() == 0 ? "scheduled by weight" : "runs only when nothing else wants to"));
        }
    }

    private static LinuxCpu checked(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu();
        if (cpu == null) {
            throw new IllegalArgumentException("no processor limits are asked for");
        }
        checkBandwidth(cpu);
        Long idle = cpu.idle();
        Fields.require(idle == null || idle == 0 || idle == 1, FIELD + ".idle", "idle is " + idle, "it is 0 or 1");
        Fields.require(
                cpu.shares() == null || idle == null || idle == 0,
                FIELD + ".shares",
                "an idle cgroup has the least weight of all",
                "leave out either cpu.shares or cpu.idle");
        return cpu;
    }

    private static void checkBandwidth(LinuxCpu cpu) {
        Long quota = cpu.quota();
        Fields.require(
                quota == null || quota == UNLIMITED || quota >= SHORTEST,
                FIELD + ".quota",
                "the kernel takes no quota of " + quota + " microseconds",
                "give at least " + SHORTEST + ", or -1 for no limit");
        Long period = cpu.period();
        Fields.require(
                period == null || (period >= SHORTEST && period <= LONGEST_PERIOD),
                FIELD + ".period",
                "the kernel takes no period of " + period + " microseconds",
                "give " + SHORTEST + " to " + LONGEST_PERIOD);
        Long burst = cpu.burst();
        Fields.require(
                burst == null || (burst >= 0 && (quota == null || quota == UNLIMITED || burst <= quota)),
                FIELD + ".burst",
                "a burst of " + burst + " microseconds is more than the quota of " + quota,
                "give at most the quota");
    }

    private static void addGroup(List<CgroupStep> steps, List<Write> writes, String why) {
        if (writes.size() > 1) {
            steps.add(new WriteInAnyOrder(writes, why));
        } else {
            steps.addAll(writes);
        }
    }

    private static void add(
            List<Write> writes, Path directory, String file, @Nullable Long value, String field, String why) {
        if (value != null) {
            writes.add(write(directory.resolve(file), Long.toString(value), field, why));
        }
    }

    private static Write write(Path file, String value, String field, String why) {
        return Write.of(file, value, NAME, FIELD + "." + field, why);
    }
}
