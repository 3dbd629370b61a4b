package io.jdock.cgroup.systemd;

import io.jdock.cgroup.systemd.DBusMessage.MalformedException;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A connection to a message bus (D-Bus Specification). For one thread at a time.
 *
 * <p>All methods throw {@link DBusException} if the bus says no or what no bus says, and {@link KernelException} if it is gone.
 */
final class DBusConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90); // as long as systemd waits for a unit
    private static final int ROOM = 1 << 16;

    private final UnixSocket socket;
    private final Deque<DBusMessage> signals = new ArrayDeque<>();
    private byte[] received = new byte[0];
    private int serial;

    private DBusConnection(UnixSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects and says hello.
     *
     * @param path of the bus's socket
     */
    static DBusConnection open(String path) throws IOException {
        DBusConnection connection = new DBusConnection(UnixSocket.connect(path));
        try {
            connection.authenticate();
            connection.call(
                    "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "", new byte[0]);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * By the user id that the kernel vouches for. It is not said but asked for: in a user namespace the caller has another
     * one than the bus sees.
     */
    private void authenticate() throws IOException {
        socket.send(ascii("\0AUTH EXTERNAL\r\n"));
        expect("DATA");
        socket.send(ascii("DATA\r\n"));
        expect("OK ");
        socket.send(ascii("BEGIN\r\n"));
    }

    private void expect(String begin) throws IOException {
        String line = "";
        while (!line.endsWith("\r\n")) {
            line += new String(take(1), StandardCharsets.ISO_8859_1);
        }
        if (!line.startsWith(begin)) {
            throw new DBusException("", "the bus does not let this user in: " + line.strip());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Calls a method and waits for its answer; signals that come first are kept.
     *
     * @param signature of the body; may be empty
     * @return the answer's body
     */
    ByteBuffer call(String destination, String path, String type, String method, String signature, byte[] body)
            throws IOException {
        TreeMap<Integer, String> fields = new TreeMap<>(Map.of(
                DBusMessage.PATH, path,
                DBusMessage.INTERFACE, type,
                DBusMessage.MEMBER, method,
                DBusMessage.DESTINATION, destination));
        if (!signature.isEmpty()) {
            fields.put(DBusMessage.SIGNATURE, signature);
        }
        int number = ++serial;
        socket.send(DBusMessage.write(DBusMessage.CALL, number, fields, body));
        while (true) {
            DBusMessage message = next();
            if (message.isAnswerTo(number)) {
                return answer(message, method);
            }
            keep(message);
        }
    }

    private static ByteBuffer answer(DBusMessage message, String method) throws DBusException {
        if (message.type() == DBusMessage.RETURN) {
            return message.body();
        }
        String words = message.field(DBusMessage.SIGNATURE)
                        .filter(form -> form.startsWith("s"))
                        .isPresent()
                ? DBusMessage.string(message.body())
                : method + " failed";
        throw new DBusException(message.field(DBusMessage.ERROR_NAME).orElse(""), words);
    }

    private void keep(DBusMessage message) {
        if (message.type() == DBusMessage.SIGNAL) {
            signals.add(message);
        }
    }

    /** Waits for a signal, which may have come already; others are thrown away. */
    DBusMessage awaitSignal(String member, Predicate<DBusMessage> wanted) throws IOException {
        while (true) {
            DBusMessage message = signals.isEmpty() ? next() : signals.remove();
            boolean named = message.type() == DBusMessage.SIGNAL
                    && message.field(DBusMessage.MEMBER).filter(member::equals).isPresent();
            if (named && wanted.test(message)) {
                return message;
            }
        }
    }

    private DBusMessage next() throws IOException {
        try {
            byte[] fixed = take(DBusMessage.FIXED);
            byte[] rest = take(DBusMessage.size(fixed) - fixed.length);
            return DBusMessage.read(ByteBuffer.allocate(fixed.length + rest.length)
                    .put(fixed)
                    .put(rest)
                    .array());
        } catch (MalformedException e) {
            throw new DBusException("", "the bus has sent a message that is none: " + e.getMessage());
        }
    }

    /** The next bytes, waited for. */
    private byte[] take(int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(received);
        while (all.size() < count) {
            if (!socket.descriptor().awaitReadable(PATIENCE)) {
                throw new DBusException("", "the bus has not answered for " + PATIENCE.toSeconds() + " s");
            }
            UnixSocket.Message message = socket.receive(ROOM, 0);
            if (message.isEnd()) {
                throw new DBusException("", "the bus has closed the connection");
            }
            all.writeBytes(message.bytes());
        }
        byte[] bytes = all.toByteArray();
        received = Arrays.copyOfRange(bytes, count, bytes.length);
        return Arrays.copyOf(bytes, count);
    }

    @Override
    public void close() {
        socket.close();
    }
}
