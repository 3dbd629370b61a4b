package io.jdock.image;

import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, and nothing more once one of them has failed. */
public final class Parallel {
    private Parallel() {}

    /** One of the things. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Returns when all are done and no thread is left.
     *
     * @param width how many at once, 1 or more
     * @throws IOException what the first one failed with
     */
    public static void run(List<Task> tasks, int width) throws IOException, InterruptedException {
        if (tasks.isEmpty()) {
            return;
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(width, tasks.size()), new DaemonThreads("jdock-image")::of);
        try {
            await(tasks, threads);
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    private static void await(List<Task> tasks, ExecutorService threads) throws IOException, InterruptedException {
        CompletionService<Boolean> results = new ExecutorCompletionService<>(threads);
        List<Future<Boolean>> running = new ArrayList<>();
        for (Task task : tasks) {
            running.add(results.submit(() -> {
                task.run();
                return true;
            }));
        }
        for (int done = 0; done < running.size(); done++) {
            result(results.take());
        }
    }

    /** What something has come to, or throws what it has failed with. */
    public static <T> T result(Future<T> done) throws IOException, InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(Throwable cause) throws InterruptedException {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }

    /** Whoever waits for a lock of another process does not hear an interrupt; such a thread is left to end by itself. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
