package io.jdock.eclipse.core;

import java.io.IOException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;

/**
 * Interrupts a thread, which may wait for a registry that says nothing, when a monitor is cancelled. Monitors have to be asked; they tell
 * nobody.
 */
public final class CancelWatch {
    /** Soon enough for who has pressed a button. */
    private static final long INTERVAL_MILLIS = 100;

    private final IProgressMonitor monitor;
    private final Thread watched;
    private boolean ended; // guarded by this
    private boolean interrupted; // guarded by this

    private CancelWatch(IProgressMonitor monitor, Thread watched) {
        this.monitor = monitor;
        this.watched = watched;
    }

    /** What may take long, and ends when its thread is interrupted. */
    public interface Task<T> {
        T run() throws IOException;
    }

    /**
     * Does something in this thread.
     *
     * @throws OperationCanceledException if it has ended because the monitor was cancelled
     * @throws IOException if it failed itself
     */
    public static <T> T during(IProgressMonitor monitor, Task<T> task) throws IOException {
        CancelWatch watch = new CancelWatch(monitor, Thread.currentThread());
        Thread watcher = new Thread(watch::look, "jdock: may be cancelled");
        watcher.setDaemon(true);
        watcher.start();
        try {
            return task.run();
        } catch (IOException | RuntimeException e) {
            if (watch.end()) {
                throw new OperationCanceledException();
            }
            throw e;
        } finally {
            watch.end();
        }
    }

    private synchronized void look() {
        try {
            while (!ended && !monitor.isCanceled()) {
                wait(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            return; // by nobody: the thread is this one's own
        }
        if (!ended) {
            interrupted = true;
            watched.interrupt();
        }
    }

    /** Interrupts no more, and takes back what the thread has not noticed; true if it was interrupted. */
    private synchronized boolean end() {
        if (!ended && interrupted) {
            boolean unused = Thread.interrupted();
        }
        ended = true;
        notifyAll();
        return interrupted;
    }
}
