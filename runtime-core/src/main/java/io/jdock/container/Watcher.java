package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Epoll;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Learns of the ends of all processes, on one thread: to start a thread for each would take as long as a tenth of a
 * container's start. The thread begins with the first process. Safe for use by several threads.
 */
final class Watcher implements AutoCloseable {
    private static final long STOP = 0;
    private static final long STACK_BYTES = 128 * 1024;

    private final Map<Long, MonitoredProcess> watched = new ConcurrentHashMap<>();
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

    /**
     * Has a process's end told, and calls {@link MonitoredProcess#finish}, once. What takes its time after the end waits for the
     * monitor's, too.
     */
    void add(MonitoredProcess process) {
        long key = keys.incrementAndGet();
        watched.put(key, process);
        watch(key, process, process.finishesAtOnce() && process.tellsEnd() ? process.news() : process.handle());
    }

    private void watch(long key, MonitoredProcess process, Descriptor descriptor) {
        try {
            epoll().addOnce(descriptor, key);
        } catch (KernelException e) { // the limit of descriptors or of watches (epoll(7)) is reached: threads are left
            watched.remove(key);
            alone(process);
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
                    changed(change.key());
                }
            }
        } catch (KernelException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void changed(long key) {
        MonitoredProcess process = Objects.requireNonNull(watched.get(key));
        if (!process.finishesAtOnce()) {
            watched.remove(key);
            start("jdock end of process " + process.pid(), process::finish);
        } else if (process.tellsEnd() && process.isAlive() && process.tellEnd()) {
            watch(key, process, process.handle());
        } else {
            watched.remove(key);
            process.finish();
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
        watched.values().forEach(process -> process.gone().join());
        stop();
    }

    private synchronized void stop() {
        if (watch != null) {
            watch.stop().writer().close();
            watch = null;
        }
    }
}
