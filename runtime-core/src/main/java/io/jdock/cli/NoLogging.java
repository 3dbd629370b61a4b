package io.jdock.cli;

import java.io.IOException;
import java.util.logging.LogManager;

/**
 * Stands in for the log that JNA asks for while it is loaded, and to which a command writes nothing. Named by {@code bin/jdock}
 * in {@code java.util.logging.manager}.
 */
public final class NoLogging extends LogManager {
    /**
     * Refuses, and with that the JVM is content; else it would read its own configuration, and look for services that log in all
     * archives of the class path: a tenth of a command's processor time.
     */
    @Override
    public void readConfiguration() throws IOException {
        throw new IOException("nothing is logged");
    }
}
