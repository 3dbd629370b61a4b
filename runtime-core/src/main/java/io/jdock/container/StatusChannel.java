package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.UnixSocket;
import io.jdock.plan.Report;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** How a program's {@link Report}s reach its owner. */
interface StatusChannel extends AutoCloseable {
    /** A pipe, or where the program hands a descriptor over, a pair of sockets. */
    static StatusChannel open(boolean carriesDescriptors) throws KernelException {
        return carriesDescriptors ? new Sockets(UnixSocket.pair()) : new Bytes(Pipe.open());
    }

    /** The program's end. */
    Descriptor writer();

    /** The next report; empty once all copies of the program's end are closed. */
    Optional<Received> next() throws IOException;

    @Override
    void close();

    /**
     * One report.
     *
     * @param message its numbers
     * @param descriptor that came with it, which belongs to the receiver
     */
    record Received(ByteBuffer message, Optional<Descriptor> descriptor) {
        static Optional<Received> of(byte[] bytes, Optional<Descriptor> descriptor) throws EOFException {
            if (bytes.length == 0) {
                return Optional.empty();
            }
            if (bytes.length != Report.SIZE) {
                descriptor.ifPresent(Descriptor::close);
                throw new EOFException("half a report");
            }
            return Optional.of(new Received(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), descriptor));
        }

        /** From a socket that the program is connected to. */
        static Optional<Received> from(UnixSocket socket) throws IOException {
            UnixSocket.Message message = socket.receive(Report.SIZE, 1);
            return of(message.bytes(), message.descriptors().stream().findFirst());
        }
    }

    /** Reports without descriptors. */
    record Bytes(Pipe pipe) implements StatusChannel {
        @Override
        public Descriptor writer() {
            return pipe.writer();
        }

        @Override
        public Optional<Received> next() throws IOException {
            return Received.of(pipe.reader().read(Report.SIZE), Optional.empty());
        }

        @Override
        public void close() {
            pipe.close();
        }
    }

    /** Reports with descriptors. */
    record Sockets(UnixSocket.Pair pair) implements StatusChannel {
        @Override
        public Descriptor writer() {
            return pair.second().descriptor();
        }

        @Override
        public Optional<Received> next() throws IOException {
            return Received.from(pair.first());
        }

        @Override
        public void close() {
            pair.close();
        }
    }
}
