package io.jdock.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a {@link NetworkServer} in two ways: a long stream, and small messages that are answered one by one. */
public final class NetworkClient {
    static final int STREAM = 'S';
    static final int ECHO = 'E';
    static final int CHUNK = 128 * 1024;
    static final int MESSAGE = 64;

    static final long BYTES = 512L * 1024 * 1024;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MESSAGES = 3000;
    private static final int UNCOUNTED = 500;

    private NetworkClient() {}

    /**
     * What was measured.
     *
     * @param stream nanoseconds that the stream took for a GiB, until the server had all of it
     * @param answer nanoseconds from a message to its answer, the median of one connection
     */
    record Measured(long stream, long answer) {
        static Measured parse(String line) {
            String[] words = line.strip().split(" ", -1);
            return new Measured(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }

        @Override
        public String toString() {
            return stream + " " + answer;
        }
    }

    /** Tells what is measured each time a line comes: host and port. */
    public static void main(String... arguments) throws IOException {
        InetSocketAddress server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        System.out.println("ready");
        while (true) {
            int asked = System.in.read();
            if (asked < 0) {
                return;
            }
            if (asked == '\n') {
                System.out.println(measure(server));
            }
        }
    }

    static Measured measure(InetSocketAddress server) throws IOException {
        return new Measured(stream(server), answer(server));
    }

    private static long stream(InetSocketAddress server) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (Socket socket = new Socket()) {
            socket.connect(server);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(STREAM);
            long start = System.nanoTime();
            for (long sent = 0; sent < BYTES; sent += chunk.length) {
                out.write(chunk);
            }
            if (socket.getInputStream().read() != STREAM) {
                throw new IOException("not all bytes have arrived");
            }
            return (System.nanoTime() - start) * ((1L << 30) / BYTES);
        }
    }

    private static long answer(InetSocketAddress server) throws IOException {
        long[] times = new long[MESSAGES];
        byte[] message = new byte[MESSAGE];
        try (Socket socket = new Socket()) {
            socket.connect(server);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(ECHO);
            for (int i = -UNCOUNTED; i < MESSAGES; i++) {
                long start = System.nanoTime();
                out.write(message);
                if (in.readNBytes(message, 0, message.length) != message.length) {
                    throw new IOException("the server has ended");
                }
                times[Math.max(i, 0)] = System.nanoTime() - start;
            }
        }
        return new Samples(times).median();
    }
}
