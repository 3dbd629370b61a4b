package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Epoll;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Learns of the ends of all processes, on one thread: to start a thread for each would take as long as a tenth of a
 * container's start. The thread begins with the first process. Safe for use by several threads.
 */
final class Watcher implements AutoCloseable {
    private static final long STOP = 0;
    private static final long STACK_BYTES = 128 * 1024;

    /** Longer than what ends quickly takes, and no time for a person who interrupts a wait. */
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong(STOP);
    private @Nullable Watch watch; // guarded by this

    /** What the thread needs: it ends when the other end of its pipe is closed. */
    private record Watch(Epoll epoll, Pipe stop) implements AutoCloseable {
        @Override
        public void close() {
            epoll.close();
            stop.close();
        }
    }

    /** Who is to learn what next. */
    private enum State {
        /** The watcher's thread, or one that waits for the process, what PID 1 tells. */
        NEWS,
        /** The watcher's thread, that the monitor has ended. */
        END,
        /** Nobody: one of these threads is at it, or it is done. */
        TAKEN
    }

    /** A process whose end is learnt by the watcher's thread or one that waits for it, whoever takes it. */
    final class Watched {
        private final long key;
        private final MonitoredProcess process;
        private final @Nullable Descriptor news;
        private final AtomicReference<State> state = new AtomicReference<>(State.TAKEN);

        private Watched(long key, MonitoredProcess process) {
            this.key = key;
            this.process = process;
            this.news = process.finishesAtOnce() ? process.news() : null;
        }

        private boolean take(State next) {
            return state.compareAndSet(next, State.TAKEN);
        }

        private void giveBack(State next, Descriptor changing) {
            state.set(next); // before it can change
            try {
                epoll().addOnce(changing, key);
            } catch (KernelException e) {
                // the limit of descriptors or of watches (epoll(7)) is reached: threads are left
                if (take(next)) {
                    watched.remove(key);
                    alone(process);
                }
            }
        }

        /**
         * Has the calling thread, which waits for the end, learn it by itself if it comes in a moment: to be woken by another
         * thread takes longer. A thread that waits in the kernel cannot be interrupted, so that it must not be for long.
         */
        void listen() {
            if (news == null || !take(State.NEWS)) {
                return;
            }
            boolean ready = false;
            try {
                epoll().remove(news);
                ready = news.awaitReadable(MOMENT);
            } catch (KernelException e) {
                LoggerFactory.getLogger(Watcher.class).debug("the end of process {} is told later", process.pid(), e);
            }
            if (ready) {
                hear();
            } else {
                giveBack(State.NEWS, news);
            }
        }

        private void hear() {
            try {
                process.tellEnd();
            } finally {
                giveBack(State.END, process.handle());
            }
        }

        /** Whoever has taken it gives it back, and does not miss what has changed meanwhile. */
        private void changed() {
            if (take(State.NEWS)) {
                hear();
            } else if (take(State.END)) {
                watched.remove(key);
                finish();
            }
        }

        private void finish() {
            if (process.finishesAtOnce()) {
                process.finish();
            } else {
                start("jdock end of process " + process.pid(), process::finish);
            }
        }
    }

    /**
     * Has a process's end told, and calls {@link MonitoredProcess#finish}, once. What takes its time after the end waits for the
     * monitor's, too.
     */
    void add(MonitoredProcess process) {
        Watched one = new Watched(keys.incrementAndGet(), process);
        watched.put(one.key, one);
        process.watchedAs(one);
        if (one.news != null) {
            one.giveBack(State.NEWS, one.news);
        } else {
            one.giveBack(State.END, process.handle());
        }
    }

    /** The same on a thread of its own. */
    static void alone(MonitoredProcess process) {
        start("jdock process " + process.pid(), process::finish);
    }

    private synchronized Epoll epoll() throws KernelException {
        if (watch == null) {
            Watch made = new Watch(Epoll.open(), Pipe.open());
            made.epoll().addOnce(made.stop().reader(), STOP);
            start("jdock processes", () -> run(made));
            watch = made;
        }
        return watch.epoll();
    }

    private void run(Watch own) {
        try (own) {
            while (true) {
                for (Epoll.Change change : own.epoll().await()) {
                    if (change.key() == STOP) {
                        return;
                    }
                    Watched one = watched.get(change.key());
                    if (one != null) { // else it has ended since the kernel told this
                        one.changed();
                    }
                }
            }
        } catch (KernelException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the rest of processes that have ended, and ends the thread. One that comes later begins another thread. */
    @Override
    public void close() {
        for (Watched one : watched.values()) {
            one.process.gone().join();
        }
        stop();
    }

    private synchronized void stop() {
        if (watch != null) {
            watch.stop().writer().close();
            watch = null;
        }
    }
}
