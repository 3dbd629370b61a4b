package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.cgroup.CgroupStep.WriteInAnyOrder;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory: the kernel's Documentation/admin-guide/cgroup-v1/memory.rst, and cgroup-v2.rst, "Memory". In OCI, as in
 * version 1, {@code swap} is the sum of memory and swap; in version 2 it is swap alone.
 */
final class MemoryController extends Controller {
    private static final String NAME = "memory";
    private static final String FIELD = Fields.RESOURCES + NAME;

    /** The kernel counts in pages and rounds down, so that less than one means nothing at all. */
    private static final long SMALLEST_LIMIT = 4096;

    private static final long UNLIMITED = -1;

    MemoryController() {
        super(NAME, NAME, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        LinuxMemory memory = resources.memory();
        return memory != null
                && (memory.limit() != null
                        || memory.reservation() != null
                        || memory.swap() != null
                        || memory.kernel() != null
                        || memory.kernelTCP() != null
                        || memory.swappiness() != null
                        || Boolean.TRUE.equals(memory.disableOOMKiller())
                        || Boolean.FALSE.equals(memory.useHierarchy()));
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        LinuxMemory memory = checked(resources);
        List<CgroupStep> steps = new ArrayList<>();
        legacyLimits(memory, directory).ifPresent(steps::add);
        add(
                steps,
                directory,
                "memory.soft_limit_in_bytes",
                memory.reservation(),
                "reservation",
                "reclaimed down to it first");
        if (notUnlimited(memory.kernel())) {
            add(steps, directory, "memory.kmem.limit_in_bytes", memory.kernel(), "kernel", "kernel memory alone");
        }
        add(steps, directory, "memory.kmem.tcp.limit_in_bytes", memory.kernelTCP(), "kernelTCP", "TCP buffers alone");
        add(steps, directory, "memory.swappiness", memory.swappiness(), "swappiness", "how readily pages go to swap");
        if (memory.disableOOMKiller() != null) {
            steps.add(Write.of(
                    directory.resolve("memory.oom_control"),
                    memory.disableOOMKiller() ? "1" : "0",
                    NAME,
                    FIELD + ".disableOOMKiller",
                    memory.disableOOMKiller() ? "wait instead of kill at the limit" : "kill at the limit"));
        }
        return steps;
    }

    /**
     * The sum with swap must never be the smaller one of the two limits, not even between two writes, so which goes
     * first depends on the old values (cgroup-v1/memory.rst, "Memory and Swap usage").
     */
    private static Optional<CgroupStep> legacyLimits(LinuxMemory memory, Path directory) {
        List<Write> writes = new ArrayList<>();
        Long limit = memory.limit();
        Long swap = memory.swap();
        if (limit != null) {
            writes.add(write(directory, "memory.limit_in_bytes", limit, "limit", "no more memory than this"));
        }
        if (swap != null) {
            Write write =
                    write(directory, "memory.memsw.limit_in_bytes", swap, "swap", "no more memory and swap than this");
            writes.add(swap == UNLIMITED ? write.whereItExists() : write);
        } else if (limit != null && limit == UNLIMITED) {
            writes.add(
                    write(directory, "memory.memsw.limit_in_bytes", limit, "limit", "unlimited memory means swap too")
                            .whereItExists());
        }
        if (writes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                writes.size() == 1
                        ? writes.get(0)
                        : new WriteInAnyOrder(writes, "memory with swap must never be less than memory alone"));
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        LinuxMemory memory = checked(resources);
        refuseLegacyOnly(memory);
        List<CgroupStep> steps = new ArrayList<>();
        unifiedSwap(memory, directory).ifPresent(steps::add);
        add(steps, directory, "memory.max", memory.limit(), "limit", "no more memory than this");
        add(steps, directory, "memory.low", memory.reservation(), "reservation", "not reclaimed below it");
        return steps;
    }

    /**
     * {@code memory.swap.max} is missing in a kernel without swap, where "none" and "any amount" hold anyway.
     */
    private static Optional<CgroupStep> unifiedSwap(LinuxMemory memory, Path directory) {
        Long limit = memory.limit();
        Long swap = memory.swap();
        Path file = directory.resolve("memory.swap.max");
        if (swap == null) {
            return limit != null && limit == UNLIMITED
                    ? Optional.of(Write.of(file, "max", NAME, FIELD + ".limit", "unlimited memory means swap too")
                            .whereItExists())
                    : Optional.empty();
        }
        long alone = swap == UNLIMITED || limit == null ? UNLIMITED : swap - limit;
        Write write = Write.of(file, text(alone), NAME, FIELD + ".swap", "no more swap than this, memory not counted");
        return Optional.of(alone <= 0 ? write.whereItExists() : write);
    }

    private static void refuseLegacyOnly(LinuxMemory memory) {
        if (notUnlimited(memory.kernel()) || notUnlimited(memory.kernelTCP())) {
            throw Fields.noEquivalent(
                    FIELD + (notUnlimited(memory.kernel()) ? ".kernel" : ".kernelTCP"),
                    NAME,
                    "cgroup version 2 has no limit of kernel memory alone",
                    "leave it out: kernel memory counts towards memory.limit");
        }
        if (memory.swappiness() != null) {
            throw Fields.noEquivalent(
                    FIELD + ".swappiness",
                    NAME,
                    "cgroup version 2 has no swappiness of single cgroups",
                    "leave it out, or limit memory.swap");
        }
        if (Boolean.TRUE.equals(memory.disableOOMKiller())) {
            throw Fields.noEquivalent(
                    FIELD + ".disableOOMKiller",
                    NAME,
                    "cgroup version 2 always kills at the limit",
                    "leave it out; memory.high (in linux.resources.unified) slows processes down before that");
        }
    }

    private static LinuxMemory checked(LinuxResources resources) {
        LinuxMemory memory = resources.memory();
        if (memory == null) {
            throw new IllegalArgumentException("no memory limits are asked for");
        }
        checkLimit(memory.limit());
        for (Long value : new Long[] {memory.reservation(), memory.kernel(), memory.kernelTCP()}) {
            Fields.require(
                    value == null || value >= UNLIMITED, FIELD, value + " bytes make no sense", "-1 means no limit");
        }
        checkSwap(memory.limit(), memory.swap());
        Long swappiness = memory.swappiness();
        Fields.require(
                swappiness == null || (swappiness >= 0 && swappiness <= 100),
                FIELD + ".swappiness",
                "swappiness " + (swappiness == null ? "" : Long.toUnsignedString(swappiness)) + " is out of range",
                "it goes from 0 to 100");
        Fields.require(
                !Boolean.FALSE.equals(memory.useHierarchy()),
                FIELD + ".useHierarchy",
                "memory is always counted hierarchically since Linux 5.11",
                "leave the field out");
        return memory;
    }

    private static void checkLimit(@Nullable Long limit) {
        Fields.require(
                limit == null || limit == UNLIMITED || limit >= SMALLEST_LIMIT,
                FIELD + ".limit",
                "the kernel counts memory in pages, and " + limit + " bytes are less than one",
                "give at least " + SMALLEST_LIMIT + " bytes (a JVM needs some 30 MiB), or -1 for no limit");
    }

    private static void checkSwap(@Nullable Long limit, @Nullable Long swap) {
        if (swap == null || swap == UNLIMITED) {
            return;
        }
        Fields.require(
                limit != null && limit != UNLIMITED,
                FIELD + ".swap",
                "swap is the sum of memory and swap, and memory has no limit",
                "give memory.limit too");
        Fields.require(
                limit != null && swap >= limit,
                FIELD + ".swap",
                swap + " bytes of memory and swap together are less than the " + limit + " of memory alone",
                "give their sum; the same number as memory.limit means no swap");
    }

    private static void add(
            List<CgroupStep> steps, Path directory, String file, @Nullable Long value, String field, String why) {
        if (value != null) {
            steps.add(write(directory, file, value, field, why));
        }
    }

    private static Write write(Path directory, String file, long value, String field, String why) {
        boolean legacy = file.endsWith("_in_bytes");
        return Write.of(
                directory.resolve(file), legacy ? Long.toString(value) : text(value), NAME, FIELD + "." + field, why);
    }

    private static String text(long value) {
        return value == UNLIMITED ? "max" : Long.toString(value);
    }

    private static boolean notUnlimited(@Nullable Long value) {
        return value != null && value != UNLIMITED;
    }
}
