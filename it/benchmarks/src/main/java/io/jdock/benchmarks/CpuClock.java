package io.jdock.benchmarks;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * CPU time in the program and in the kernel of this process and of all its descendants that were waited for. What
 * the kernel does later in threads of its own, such as taking network namespaces down, is not in it. See getrusage(2).
 */
final class CpuClock implements AutoCloseable {
    static {
        Native.register(CpuClock.class, "c");
    }

    private static final int RUSAGE_SELF = 0;
    private static final int RUSAGE_CHILDREN = -1;
    private static final int RUSAGE_SIZE = 144;

    private final Memory usage = new Memory(RUSAGE_SIZE);
    private final long address = Pointer.nativeValue(usage);

    private static native int getrusage(int who, long usage);

    /** Nanoseconds, in steps of 1,000. */
    long nanoTime() {
        return nanoTime(RUSAGE_SELF) + nanoTime(RUSAGE_CHILDREN);
    }

    private long nanoTime(int who) {
        if (getrusage(who, address) != 0) {
            throw new IllegalStateException("getrusage: error " + Native.getLastError());
        }
        // struct timeval user, system
        long seconds = usage.getLong(0) + usage.getLong(16);
        long microseconds = usage.getLong(8) + usage.getLong(24);
        return (seconds * 1_000_000 + microseconds) * 1_000;
    }

    @Override
    public void close() {
        usage.close();
    }
}
