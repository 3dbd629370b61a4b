package io.jdock.container;

import io.jdock.kernel.Epoll;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import java.io.UncheckedIOException;
import java.util.Map;
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

    /** Calls {@link MonitoredProcess#finish} at a process's end, once. */
    void add(MonitoredProcess process) {
        long key = keys.incrementAndGet();
        watched.put(key, process);
        try {
            epoll().addOnce(process.handle(), key);
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
                    finish(change.key());
                }
            }
        } catch (KernelException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finish(long key) {
        MonitoredProcess process = watched.remove(key);
        if (process == null) {
            return;
        }
        if (process.finishesAtOnce()) {
            process.finish();
        } else {
            start("jdock end of process " + process.pid(), process::finish);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the thread. To be called when no process is left; one that comes later begins another thread. */
    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.stop().writer().close();
            watch = null;
        }
    }
}
