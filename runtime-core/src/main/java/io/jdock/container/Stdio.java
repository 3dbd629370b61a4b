package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.UnixSocket;
import io.jdock.plan.Descriptors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of a process that is about to be started: the program's ends, which are closed once it has them,
 * and the JVM's.
 */
final class Stdio implements AutoCloseable {
    private final List<Inheritance> given = new ArrayList<>(4);
    private final List<AutoCloseable> kept = new ArrayList<>(3);
    private StreamEnds ends = StreamEnds.NONE;
    private @Nullable UnixSocket console;

    private Stdio() {}

    static Stdio open(Streams streams, Descriptors numbers) throws KernelException {
        Stdio stdio = new Stdio();
        try {
            if (streams instanceof Streams.Pipes) {
                stdio.openPipes();
            } else if (streams instanceof Streams.InheritOutput) {
                stdio.give(Descriptor.open("/dev/null", OpenFlag.O_RDONLY), 0);
            } else if (streams instanceof Streams.Open open) {
                stdio.give(open.input().duplicate(), 0);
                stdio.give(open.output().duplicate(), 1);
                stdio.give(open.error().duplicate(), 2);
            } else if (!(streams instanceof Streams.Inherit)) { // posix_spawn gives the JVM's own without being told
                stdio.openNull();
            }
            if (streams instanceof Streams.Terminal) {
                stdio.openConsole(numbers);
            }
            return stdio;
        } catch (KernelException e) {
            stdio.abandon();
            throw e;
        }
    }

    private void openPipes() throws KernelException {
        Pipe input = pipe();
        Pipe output = pipe();
        Pipe error = pipe();
        give(input.reader(), 0);
        give(output.writer(), 1);
        give(error.writer(), 2);
        ends = StreamEnds.of(input, output, error);
    }

    /** One that the application can open, though its user is not the JVM's. */
    private Pipe pipe() throws KernelException {
        Pipe pipe = Pipe.openToAll();
        kept.add(pipe);
        return pipe;
    }

    private void openNull() throws KernelException {
        Descriptor nothing = Descriptor.open("/dev/null", OpenFlag.O_RDWR);
        give(nothing, 0);
        give(nothing, 1);
        give(nothing, 2);
    }

    /** The program sends the terminal's master over a socket, since it can only be opened inside. */
    private void openConsole(Descriptors numbers) throws KernelException {
        UnixSocket.Pair pair = UnixSocket.pair();
        kept.add(pair.first());
        console = pair.first();
        give(pair.second().descriptor(), numbers.console());
    }

    private void give(Descriptor descriptor, int number) {
        given.add(new Inheritance(descriptor, number));
    }

    List<Inheritance> given() {
        return given;
    }

    /** The JVM's ends, once the program has done its part. */
    StreamEnds ends() throws KernelException {
        UnixSocket socket = console;
        if (socket == null) {
            return ends;
        }
        try (socket) {
            return StreamEnds.of(socket.receive(64, 1).descriptors().get(0));
        }
    }

    /** Closes the program's ends: it has its own by now. */
    @Override
    public void close() {
        given.forEach(inheritance -> inheritance.source().close());
    }

    /** Closes everything: nothing was started. */
    void abandon() {
        close();
        for (AutoCloseable end : kept) {
            try {
                end.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close a pipe", e);
            }
        }
    }
}
