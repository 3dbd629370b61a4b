package io.jdock.network;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.SocketBuffer;

/**
 * One direction of a connection. Small messages go through a buffer, by one call in and one out; more than that goes from a
 * socket into a pipe and on to the other socket, without being copied here.
 */
final class Flow implements AutoCloseable {
    private static final int CAPACITY = 64 * 1024; // of a new pipe (pipe(7))

    /** Of a pipe that a stream has filled: fewer calls, and fewer times that one side wakes the other. */
    private static final int WIDE_CAPACITY = 256 * 1024;

    /** Bytes until other connections have their turn. */
    private static final int TURN = 1024 * 1024;

    private final InternetSocket from;
    private final InternetSocket to;
    private final SocketBuffer buffer;
    private final Pipe pipe;
    private byte[] rest = {}; // of a message that was not taken as a whole
    private int capacity = CAPACITY;
    private boolean asked; // for a larger capacity
    private int held; // in the pipe
    private boolean readable = true;
    private boolean streams; // more than small messages, as it was last seen
    private boolean ending;
    private boolean ended;
    private boolean done;

    /**
     * One that begins.
     *
     * @param buffer in which nothing is kept from one call to the next
     */
    Flow(InternetSocket from, InternetSocket to, SocketBuffer buffer) throws KernelException {
        this.from = from;
        this.to = to;
        this.buffer = buffer;
        this.pipe = Pipe.open();
    }

    /** {@link Connection#prepare}. */
    static void prepare() {
        var unused = Outcome.IDLE;
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

    /** There is something to be read. */
    void isReadable() {
        readable = true;
    }

    /** An end is near, of which no more is told: from now on it has to be looked for. */
    void isEnding() {
        readable = true;
        ending = true;
    }

    /** Moves what there is. */
    Outcome pump() throws KernelException {
        boolean progress = rest.length > 0 && giveRest();
        if (rest.length == 0 && held == 0 && readable && !streams && !ending && !ended) {
            progress |= pass();
        }
        if (rest.length > 0 || (held == 0 && !readable && !ended)) {
            return progress ? Outcome.MOVED : Outcome.IDLE;
        }
        for (int round = 0; round * capacity < TURN && !done; round++) {
            boolean filled = fill(round == 0);
            boolean drained = drain();
            if (!filled && !drained) {
                return progress ? Outcome.MOVED : Outcome.IDLE;
            }
            progress = true;
        }
        return done ? Outcome.DONE : Outcome.MORE;
    }

    /** Passes a small message on; whether there was anything. */
    private boolean pass() throws KernelException {
        int count = buffer.receive(from);
        ended = count == 0;
        readable = count == SocketBuffer.SIZE;
        if (count > 0) {
            rest = buffer.send(to);
        }
        return count > 0;
    }

    /** Not by the pipe, which may be of a page only (pipe(7), pipe-user-pages-soft): to write to it could take for ever. */
    private boolean giveRest() throws KernelException {
        int before = rest.length;
        buffer.put(rest);
        rest = buffer.send(to);
        return rest.length < before;
    }

    private boolean fill(boolean first) throws KernelException {
        if (ended || held == capacity) {
            return false;
        }
        int count = Pipe.move(from.descriptor(), pipe.writer(), capacity - held);
        ended = count == 0;
        readable = count >= 0 || held > 0 || ending; // what blocks is the socket if the pipe is empty
        streams = first ? count >= SocketBuffer.SIZE : streams;
        held += Math.max(count, 0);
        if (count == CAPACITY && !asked) {
            widen();
        }
        return count >= 0;
    }

    private void widen() throws KernelException {
        asked = true;
        if (pipe.widen(WIDE_CAPACITY)) {
            capacity = WIDE_CAPACITY;
        }
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
