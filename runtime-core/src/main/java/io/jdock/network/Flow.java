package io.jdock.network;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;

/** One direction of a connection: bytes go from a socket into a pipe and on to the other socket, without being copied here. */
final class Flow implements AutoCloseable {
    private static final int CAPACITY = 64 * 1024; // of a pipe (pipe(7))

    /** Rounds until other connections have their turn. */
    private static final int TURN = 16;

    private final InternetSocket from;
    private final InternetSocket to;
    private final Pipe pipe;
    private int held;
    private boolean ended;
    private boolean done;

    Flow(InternetSocket from, InternetSocket to) throws KernelException {
        this.from = from;
        this.to = to;
        this.pipe = Pipe.open();
    }

    /** What came of a turn. */
    enum Outcome {
        /** There may be more to be moved now. */
        MORE,
        /** One of the two sockets would block, after some bytes were moved. */
        MOVED,
        /** Nothing could be moved. */
        IDLE,
        /** All has been moved, and the end told. */
        DONE
    }

    /** Moves what there is. */
    Outcome pump() throws KernelException {
        boolean progress = false;
        for (int round = 0; round < TURN && !done; round++) {
            boolean filled = fill();
            boolean drained = drain();
            if (!filled && !drained) {
                return progress ? Outcome.MOVED : Outcome.IDLE;
            }
            progress = true;
        }
        return done ? Outcome.DONE : Outcome.MORE;
    }

    private boolean fill() throws KernelException {
        if (ended || held == CAPACITY) {
            return false;
        }
        int count = Pipe.move(from.descriptor(), pipe.writer(), CAPACITY - held);
        ended = count == 0;
        held += Math.max(count, 0);
        return count >= 0;
    }

    private boolean drain() throws KernelException {
        if (held > 0) {
            int count = Pipe.move(pipe.reader(), to.descriptor(), held);
            held -= Math.max(count, 0);
            return count > 0;
        }
        if (ended && !done) {
            to.shutDownOutput();
            done = true;
            return true;
        }
        return false;
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        pipe.close();
    }
}
