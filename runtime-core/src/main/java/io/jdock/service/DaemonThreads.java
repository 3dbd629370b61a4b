package io.jdock.service;

import java.util.concurrent.Executor;

/**
 * Runs each task in a thread of its own, for which the JVM does not stay.
 *
 * @param name of the threads
 */
record DaemonThreads(String name) implements Executor {
    @Override
    public void execute(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
