package io.jdock.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Lines between the one who takes them from a service, and must never wait, and one who may be slow. What is too much is lost, the
 * oldest first, and said so. Safe for use by several threads.
 */
final class LineQueue {
    private static final int MOST = 100_000;

    private final Deque<LogLine> lines = new ArrayDeque<>(); // guarded by this
    private long lost; // guarded by this
    private boolean ended; // guarded by this

    synchronized void add(LogLine line) {
        lines.addLast(line);
        if (lines.size() > MOST) {
            lines.removeFirst();
            lost++;
        }
        notifyAll();
    }

    /** Nothing more will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The next line, waited for; empty at the end. */
    synchronized Optional<LogLine> next() throws InterruptedException {
        while (lines.isEmpty() && !ended) {
            wait();
        }
        if (lost > 0) {
            LogLine told = LogLine.unstamped("(" + lost + " lines were not read in time)");
            lost = 0;
            return Optional.of(told);
        }
        return Optional.ofNullable(lines.pollFirst());
    }
}
