package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.UnixSocket;
import io.jdock.plan.Descriptors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The owner's end of a {@link Descriptors#lifeline}.
 *
 * @param tells whether the monitor tells the end over it
 */
record Lifeline(Descriptor descriptor, boolean tells) implements AutoCloseable {
    /** A new one, and the program's end of it. */
    record Ends(Lifeline owners, Descriptor programs) implements AutoCloseable {
        /** Closes both. */
        @Override
        public void close() {
            owners.close();
            programs.close();
        }
    }

    static Ends open(boolean tells) throws KernelException {
        if (tells) {
            UnixSocket.Pair pair = UnixSocket.pair();
            return new Ends(
                    new Lifeline(pair.first().descriptor(), true), pair.second().descriptor());
        }
        Pipe pipe = Pipe.open();
        return new Ends(new Lifeline(pipe.writer(), false), pipe.reader());
    }

    /** The exit status, if the monitor has told it; waits for it, or for the monitor to end without a word. */
    OptionalInt told() {
        try {
            byte[] status = descriptor.read(Integer.BYTES);
            return status.length == Integer.BYTES
                    ? OptionalInt.of(ByteBuffer.wrap(status)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt())
                    : OptionalInt.empty();
        } catch (KernelException e) {
            return OptionalInt.empty();
        }
    }

    /** Has the monitor kill the container. What it tells can still be read. */
    void letGo() throws KernelException {
        if (tells) {
            UnixSocket.owning(descriptor).shutDownOutput();
        } else {
            descriptor.close();
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
