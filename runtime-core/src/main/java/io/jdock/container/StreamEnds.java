package io.jdock.container;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The JVM's ends of an application's standard streams.
 *
 * @param input what is written here is read by the application
 * @param output what the application writes to standard output, or to its terminal
 * @param error what it writes to standard error
 */
record StreamEnds(OutputStream input, InputStream output, InputStream error) {
    /** For streams that lead elsewhere. */
    static final StreamEnds NONE = new StreamEnds(
            OutputStream.nullOutputStream(), InputStream.nullInputStream(), InputStream.nullInputStream());
}
