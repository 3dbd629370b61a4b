package io.jdock.container;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts the starts that are under way. Safe for use by several threads. */
final class Starts {
    private int count; // guarded by this

    synchronized void begin() {
        count++;
    }

    /** Follows each {@link #begin}, whatever came of it. */
    synchronized void end() {
        count--;
        notifyAll();
    }

    /**
     * Waits until none is under way.
     *
     * @param most how long, not negative
     */
    synchronized void awaitNone(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toNanos(); count > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
