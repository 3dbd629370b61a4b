package io.jdock.eclipse.core;

import io.jdock.container.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container used lately: a figure for each time that somebody looked, the oldest first.
 *
 * @param processors processors' worth of time between two looks; one figure fewer than looks
 * @param memory bytes
 * @param nanos when somebody looked last, by {@link System#nanoTime}
 * @param cpuNanos the processor time that had been used by then; empty before the first look, and if it is not measured
 */
public record UsageHistory(List<Double> processors, List<Long> memory, long nanos, OptionalLong cpuNanos) {
    /** How many figures are kept. */
    public static final int LENGTH = 30;

    /** Nobody has looked. */
    public static final UsageHistory NONE = new UsageHistory(List.of(), List.of(), 0, OptionalLong.empty());

    public UsageHistory {
        processors = List.copyOf(processors);
        memory = List.copyOf(memory);
    }

    /** With one look more; what the machine does not measure adds no figure. */
    public UsageHistory with(long now, Usage usage) {
        List<Double> longer = processors;
        if (cpuNanos.isPresent() && usage.cpuNanos().isPresent() && now > nanos) {
            double used = usage.cpuNanos().getAsLong() - (double) cpuNanos.getAsLong();
            longer = appended(processors, Math.max(0, used) / (now - nanos));
        }
        List<Long> memoryToo =
                usage.memory().isPresent() ? appended(memory, usage.memory().getAsLong()) : memory;
        return new UsageHistory(longer, memoryToo, now, usage.cpuNanos());
    }

    private static <T> List<T> appended(List<T> figures, T last) {
        List<T> all = new ArrayList<>(figures.subList(Math.max(0, figures.size() + 1 - LENGTH), figures.size()));
        all.add(last);
        return all;
    }

    /** The latest figure of {@link #processors}. */
    public OptionalDouble processorsNow() {
        return processors.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(processors.get(processors.size() - 1));
    }

    /** The latest figure of {@link #memory}. */
    public OptionalLong memoryNow() {
        return memory.isEmpty() ? OptionalLong.empty() : OptionalLong.of(memory.get(memory.size() - 1));
    }
}
