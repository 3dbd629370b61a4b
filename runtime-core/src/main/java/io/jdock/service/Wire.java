package io.jdock.service;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A connection that carries messages, each after its length, and descriptors with them. One thread may read while others write. */
final class Wire implements AutoCloseable {
    private static final int LENGTH = Integer.BYTES;

    /** More than the longest command line (execve(2)), in bytes. */
    private static final int LONGEST = 64 << 20;

    private static final int STANDARD_STREAMS = 3;

    private final UnixSocket socket;
    private final MessageFormat format;

    Wire(UnixSocket socket, MessageFormat format) {
        this.socket = socket;
        this.format = format;
    }

    /** Connects to a keeper's socket. */
    static Wire to(Path file, MessageFormat format) throws IOException {
        return new Wire(UnixSocket.connect(file.toString()), format);
    }

    /**
     * What came.
     *
     * @param descriptors that came along; they belong to whoever received it
     */
    record Received(Message message, List<Descriptor> descriptors) {}

    synchronized void send(Message message, Descriptor... descriptors) throws IOException {
        byte[] json = format.write(message);
        socket.send(
                ByteBuffer.allocate(LENGTH + json.length)
                        .putInt(json.length)
                        .put(json)
                        .array(),
                descriptors);
    }

    /**
     * The next message.
     *
     * @throws EOFException if the other side has closed
     */
    Received next() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(LENGTH);
        List<Descriptor> descriptors = new ArrayList<>();
        try {
            while (length.hasRemaining()) {
                UnixSocket.Message part = socket.receive(length.remaining(), STANDARD_STREAMS);
                descriptors.addAll(part.descriptors());
                if (part.isEnd()) {
                    throw new EOFException("the other side has closed the connection");
                }
                length.put(part.bytes());
            }
            return new Received(format.read(read(length.getInt(0))), descriptors);
        } catch (IOException | RuntimeException e) {
            descriptors.forEach(Descriptor::close);
            throw e;
        }
    }

    private byte[] read(int length) throws IOException {
        if (length < 0 || length > LONGEST) {
            throw new IOException("a message of " + length + " bytes");
        }
        @SuppressWarnings("resource") // it is the socket's
        InputStream stream = socket.inputStream();
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the other side has closed the connection within a message");
        }
        return bytes;
    }

    /** Returns when the other side has closed, or takes back what it has asked. */
    void awaitTakenBack() {
        try {
            next().descriptors().forEach(Descriptor::close);
        } catch (IOException e) {
            // which is what was waited for
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
