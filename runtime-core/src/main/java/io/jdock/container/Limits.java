package io.jdock.container;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much of the machine a container may use. What is empty is not limited. Made from {@link #NONE}, as in
 * {@code Limits.NONE.withMemory(512 << 20).withCpus(1.5)}.
 *
 * @param memory bytes of memory, at least 1
 * @param memorySwap bytes of memory and swap together, at least {@code memory}; empty allows no swap beyond the memory
 *     limit where that can be enforced
 * @param memoryReservation bytes that are left to the container when the machine is short of memory
 * @param cpus processors' worth of time, such as 1.5; more than 0
 * @param cpuset processors to run on, in the form of cpuset(7), such as {@code 0-1,3}
 * @param pids processes and threads, at least 1
 */
public record Limits(
        OptionalLong memory,
        OptionalLong memorySwap,
        OptionalLong memoryReservation,
        OptionalDouble cpus,
        Optional<String> cpuset,
        OptionalLong pids) {
    /** No limit at all. */
    public static final Limits NONE = new Limits(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            OptionalLong.empty());

    public Limits {
        requireAtLeastOne("memory", memory);
        requireAtLeastOne("memorySwap", memorySwap);
        requireAtLeastOne("memoryReservation", memoryReservation);
        requireAtLeastOne("pids", pids);
        if (cpus.isPresent() && !(cpus.getAsDouble() > 0 && cpus.getAsDouble() <= 1_000_000)) {
            throw new IllegalArgumentException("cpus must be more than 0: " + cpus.getAsDouble());
        }
        if (memory.isPresent() && memorySwap.isPresent() && memorySwap.getAsLong() < memory.getAsLong()) {
            throw new IllegalArgumentException("memorySwap counts memory and swap together, so it must be at least "
                    + "memory: " + memorySwap.getAsLong() + " < " + memory.getAsLong());
        }
    }

    private static void requireAtLeastOne(String name, OptionalLong value) {
        if (value.isPresent() && value.getAsLong() < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value.getAsLong());
        }
    }

    /** These limits with another one of memory, in bytes. */
    public Limits withMemory(long bytes) {
        return new Limits(OptionalLong.of(bytes), memorySwap, memoryReservation, cpus, cpuset, pids);
    }

    /** These limits with another one of memory and swap together, in bytes. */
    public Limits withMemorySwap(long bytes) {
        return new Limits(memory, OptionalLong.of(bytes), memoryReservation, cpus, cpuset, pids);
    }

    /** These limits with another reservation of memory, in bytes. */
    public Limits withMemoryReservation(long bytes) {
        return new Limits(memory, memorySwap, OptionalLong.of(bytes), cpus, cpuset, pids);
    }

    /** These limits with another number of processors' worth of time. */
    public Limits withCpus(double count) {
        return new Limits(memory, memorySwap, memoryReservation, OptionalDouble.of(count), cpuset, pids);
    }

    /** These limits with other processors to run on, such as {@code 0-1,3}. */
    public Limits withCpuset(String list) {
        return new Limits(memory, memorySwap, memoryReservation, cpus, Optional.of(list), pids);
    }

    /** These limits with another number of processes and threads. */
    public Limits withPids(long count) {
        return new Limits(memory, memorySwap, memoryReservation, cpus, cpuset, OptionalLong.of(count));
    }

    /** Whether nothing is limited. */
    public boolean none() {
        return equals(NONE);
    }
}
