package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The JVM's ends of an application's standard streams.
 *
 * @param input what is written here is read by the application
 * @param output what the application writes to standard output, or to its terminal
 * @param error what it writes to standard error
 * @param master of its pseudo-terminal
 */
record StreamEnds(OutputStream input, InputStream output, InputStream error, Optional<Descriptor> master) {
    /** For streams that lead elsewhere. */
    static final StreamEnds NONE = new StreamEnds(
            OutputStream.nullOutputStream(),
            InputStream.nullInputStream(),
            InputStream.nullInputStream(),
            Optional.empty());

    static StreamEnds of(Pipe input, Pipe output, Pipe error) {
        return new StreamEnds(
                input.writer().outputStream(),
                new ApplicationOutput(output.reader().inputStream()),
                new ApplicationOutput(error.reader().inputStream()),
                Optional.empty());
    }

    /** A terminal has one stream for both kinds of output. */
    static StreamEnds of(Descriptor master) throws KernelException {
        return new StreamEnds(
                master.duplicate().outputStream(),
                new ApplicationOutput(Terminal.masterInputStream(master)),
                InputStream.nullInputStream(),
                Optional.of(master));
    }

    /** Gives the descriptors back; output that was not read yet can still be read. */
    void applicationEnded() {
        try {
            input.close();
        } catch (IOException e) {
            // the reader is gone, which is why this is called
        }
        if (output instanceof ApplicationOutput stream) {
            stream.applicationEnded();
        }
        if (error instanceof ApplicationOutput stream) {
            stream.applicationEnded();
        }
    }
}
