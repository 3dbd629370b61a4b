package io.jdock.maven;

import io.jdock.container.Jdock;

/** Ends the containers in an orderly way when the JVM is told to exit, as by Ctrl-C, while this is open. */
final class StopAtExit implements AutoCloseable {
    private final Thread hook;
    private volatile boolean begun;

    StopAtExit(Jdock jdock) {
        hook = new Thread(
                () -> {
                    begun = true;
                    jdock.close();
                },
                "jdock stops containers");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the JVM is on its way out: then the end of an application is no failure of its own. */
    boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is exiting and the hook running: nothing is left to take back.
        }
    }
}
