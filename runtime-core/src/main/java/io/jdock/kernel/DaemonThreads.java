package io.jdock.kernel;

import java.util.concurrent.Executor;

/**
 * Runs each task in a thread of its own, for which the JVM does not stay.
 *
 * @param name of the threads
 */
public record DaemonThreads(String name) implements Executor {
    @Override
    public void execute(Runnable task) {
        start(task);
    }

    /** Starts one, and gives it to whoever wants to interrupt it or to wait for it. */
    public Thread start(Runnable task) {
        Thread thread = of(task);
        thread.start();
        return thread;
    }

    /** One that is not started yet. */
    public Thread of(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Waits until a thread has ended, be this one interrupted meanwhile: then it is so again afterwards. */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
