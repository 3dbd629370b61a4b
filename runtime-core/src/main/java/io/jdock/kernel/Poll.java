package io.jdock.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for any of several descriptors, by ppoll(2). The descriptors cannot be given back to the kernel until this is
 * closed. For one thread.
 */
public final class Poll implements AutoCloseable {
    /** What is waited for; errors and hang-ups always are. */
    public enum Interest {
        READ(0x1),
        WRITE(0x4);

        private final int bits;

        Interest(int bits) {
            this.bits = bits;
        }
    }

    private static final int ERROR_OR_HANGUP = 0x8 | 0x10;

    private static final int ENTRY = 8; // int fd; short events; short revents
    private static final int EVENTS = 4;
    private static final int RETURNED = 6;

    private final List<Descriptor> descriptors = new ArrayList<>();
    private final List<Interest> interests = new ArrayList<>();
    private @Nullable NativeMemory entries; // those of the last wait

    /** Adds a descriptor; returns its index, counted from 0. */
    public int add(Descriptor descriptor, Interest interest) throws KernelException {
        descriptor.borrow("ppoll");
        descriptors.add(descriptor);
        interests.add(interest);
        return descriptors.size() - 1;
    }

    /** Waits until something is ready, without limit. */
    public void await() throws KernelException {
        poll(0);
    }

    /**
     * Waits until something is ready.
     *
     * @param timeout not negative
     * @return false when the time has passed
     */
    public boolean await(Duration timeout) throws KernelException {
        long start = System.nanoTime();
        long limit = TimeUnit.NANOSECONDS.convert(timeout);
        try (NativeMemory time = new NativeMemory(16)) {
            long ready;
            do {
                long left = Math.max(limit - (System.nanoTime() - start), 0);
                time.setLong(0, left / 1_000_000_000);
                time.setLong(8, left % 1_000_000_000);
                ready = poll(time.address());
            } while (ready < 0);
            return ready > 0;
        }
    }

    /** Returns the number of those ready, or, with a time limit, -1 when a signal came between. */
    private long poll(long time) throws KernelException {
        NativeMemory current = prepare();
        while (true) {
            long result = Kernel.attempt(Syscall.PPOLL, current.address(), descriptors.size(), time);
            if (result >= 0) {
                return result;
            }
            if (result != -Errno.EINTR.number()) {
                throw new KernelException("ppoll", "", (int) -result);
            }
            if (time != 0) {
                return -1;
            }
        }
    }

    private NativeMemory prepare() {
        forget();
        NativeMemory fresh = new NativeMemory((long) ENTRY * descriptors.size());
        for (int i = 0; i < descriptors.size(); i++) {
            fresh.setInt((long) i * ENTRY, descriptors.get(i).number());
            fresh.setShort((long) i * ENTRY + EVENTS, interests.get(i).bits);
        }
        entries = fresh;
        return fresh;
    }

    /** Whether the last wait found that a descriptor has what was asked for, an error, or nobody at the other end. */
    public boolean isReady(int index) {
        return returned(index) != 0;
    }

    /** Whether the last wait found an error, or nobody at the other end; there may still be data to be read. */
    public boolean isHungUp(int index) {
        return (returned(index) & ERROR_OR_HANGUP) != 0;
    }

    private int returned(int index) {
        return entries == null ? 0 : entries.getShort((long) index * ENTRY + RETURNED);
    }

    private void forget() {
        if (entries != null) {
            entries.close();
            entries = null;
        }
    }

    @Override
    public void close() {
        forget();
        for (Descriptor descriptor : descriptors) {
            descriptor.giveBack();
        }
        descriptors.clear();
        interests.clear();
    }
}
