package io.jdock.maven;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;

/** Maven's own standard output, for results that programs may read: no level and no colour around them. */
final class StandardOutput {
    /**
     * Writes to the descriptor and not to {@code System.out}, which Maven 4 turns into log messages.
     *
     * @throws UncheckedIOException if the output cannot be written, as when the reading side has closed it
     */
    static void print(String text) {
        // Left open: the descriptor is Maven's.
        @SuppressWarnings("resource")
        FileOutputStream output = new FileOutputStream(FileDescriptor.out);
        System.out.flush();
        try {
            output.write(text.getBytes(Charset.defaultCharset()));
        } catch (IOException e) {
            throw new UncheckedIOException("standard output cannot be written", e);
        }
    }

    /** For the output of programs that pass their own on; nobody is to close it. */
    static OutputStream stream() {
        System.out.flush();
        return new FileOutputStream(FileDescriptor.out);
    }

    private StandardOutput() {}
}
