package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import java.util.ArrayList;
import java.util.List;

/**
 * The standard streams of a process that is about to be started: the program's ends, which are closed once it has them,
 * and the JVM's.
 */
final class Stdio implements AutoCloseable {
    private final List<Descriptor> given = new ArrayList<>(3);
    private final List<Descriptor> kept = new ArrayList<>(3);
    private StreamEnds ends = StreamEnds.NONE;

    private Stdio() {}

    static Stdio open(Streams streams) throws KernelException {
        Stdio stdio = new Stdio();
        try {
            if (streams instanceof Streams.Pipes) {
                stdio.openPipes();
            } else if (!(streams instanceof Streams.Inherit)) { // posix_spawn gives the JVM's own without being told
                stdio.openNull(); // in whose place a terminal comes inside
            }
            return stdio;
        } catch (KernelException e) {
            stdio.abandon();
            throw e;
        }
    }

    private void openPipes() throws KernelException {
        Pipe input = Pipe.open();
        give(input.reader());
        keep(input.writer());
        Pipe output = Pipe.open();
        give(output.writer());
        keep(output.reader());
        Pipe error = Pipe.open();
        give(error.writer());
        keep(error.reader());
        ends = new StreamEnds(
                input.writer().outputStream(),
                output.reader().inputStream(),
                error.reader().inputStream());
    }

    private void openNull() throws KernelException {
        give(Descriptor.open("/dev/null", OpenFlag.O_RDONLY));
        give(Descriptor.open("/dev/null", OpenFlag.O_WRONLY));
        give(Descriptor.open("/dev/null", OpenFlag.O_WRONLY));
    }

    private void give(Descriptor descriptor) {
        given.add(descriptor);
    }

    private void keep(Descriptor descriptor) {
        kept.add(descriptor);
    }

    /** Descriptors for numbers 0, 1 and 2; none if those of the JVM serve. */
    List<Descriptor> given() {
        return given;
    }

    StreamEnds ends() {
        return ends;
    }

    /** Closes the program's ends: it has its own by now. */
    @Override
    public void close() {
        given.forEach(Descriptor::close);
    }

    /** Closes everything: nothing was started. */
    void abandon() {
        close();
        kept.forEach(Descriptor::close);
    }
}
