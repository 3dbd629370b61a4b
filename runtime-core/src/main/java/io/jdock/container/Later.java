package io.jdock.container;

import io.jdock.kernel.DaemonThreads;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** What another thread works out meanwhile. */
final class Later<T> {
    private final FutureTask<T> task;

    private Later(FutureTask<T> task) {
        this.task = task;
    }

    /** @param name of the thread */
    static <T> Later<T> of(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        new DaemonThreads(name).start(task);
        return new Later<>(task);
    }

    /** Waits for it, be this thread interrupted meanwhile; throws what the work threw. */
    T get() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
