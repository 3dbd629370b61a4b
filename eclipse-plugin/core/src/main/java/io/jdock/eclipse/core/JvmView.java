package io.jdock.eclipse.core;

import io.jdock.container.Limits;
import java.text.NumberFormat;
import org.eclipse.osgi.util.NLS;

/**
 * What a JVM sees of a machine within limits, and what it takes of that if nothing is said: HotSpot's ergonomics.
 *
 * @param memory bytes
 * @param processors at least 1
 */
public record JvmView(long memory, int processors) {
    private static final long MIB = 1 << 20;

    /** {@code MaxHeapSize} of a 64-bit HotSpot before ergonomics: 96 MiB scaled by 1.3 (globals, ScaleForWordSize). */
    private static final long SMALL_HEAP = 96 * MIB * 13 / 10;

    /** Below these a machine is not "server class" (os::is_server_class_machine). */
    private static final long SERVER_MEMORY = 1792 * MIB;

    private static final int SERVER_PROCESSORS = 2;

    /**
     * What is seen within limits.
     *
     * @param hostMemory bytes that the machine has
     * @param hostProcessors that it has
     */
    public static JvmView of(Limits limits, long hostMemory, int hostProcessors) {
        long memory = limits.memory().isPresent()
                ? Math.min(hostMemory, limits.memory().getAsLong())
                : hostMemory;
        double wanted = Math.ceil(limits.cpus().orElse(hostProcessors)); // HotSpot rounds up
        return new JvmView(memory, (int) Math.max(1, Math.min(hostProcessors, wanted)));
    }

    /** Largest heap without {@code -Xmx}, in bytes: MaxRAMPercentage, for little memory MinRAMPercentage. */
    public long heap() {
        long half = memory / 2;
        return half < SMALL_HEAP ? half : Math.max(memory / 4, SMALL_HEAP);
    }

    /** Whether one thread collects garbage, because HotSpot takes this for a small machine. */
    public boolean serial() {
        return memory < SERVER_MEMORY || processors < SERVER_PROCESSORS;
    }

    /** A sentence for people. */
    @Override
    public String toString() {
        NumberFormat numbers = NumberFormat.getIntegerInstance();
        return NLS.bind(
                serial() ? Messages.JvmView_serial : Messages.JvmView_parallel,
                new Object[] {numbers.format(memory / MIB), numbers.format(heap() / MIB), processors});
    }
}
