package io.jdock.cgroup.systemd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cgroup.systemd.DBusMessage.MalformedException;
import io.jdock.kernel.UnixSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A message bus of Debian's, and on it somebody who answers as systemd's manager does, and notes what it was asked. */
final class FakeSystemd implements AutoCloseable {
    private static final Path DAEMON = Path.of("/usr/bin/dbus-daemon");
    private static final String JOB = "/org/freedesktop/systemd1/job/7";

    private final Process daemon;
    private final UnixSocket socket;
    private final DataInputStream in;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String error = "";
    private volatile String result = "done";
    private int serial;

    private FakeSystemd(Process daemon, UnixSocket socket) {
        this.daemon = daemon;
        this.socket = socket;
        this.in = new DataInputStream(socket.inputStream());
    }

    /** @param directory for the bus's socket, {@code bus} */
    static FakeSystemd start(Path directory) throws IOException, MalformedException {
        assumeTrue(Files.isExecutable(DAEMON), "dbus-daemon(1) is not installed");
        String address = "unix:path=" + directory.resolve("bus");
        Process daemon = new ProcessBuilder(
                        DAEMON.toString(),
                        "--session",
                        "--nofork",
                        "--nopidfile",
                        "--print-address",
                        "--address=" + address)
                .start();
        daemon.inputReader().readLine(); // it listens by now
        FakeSystemd systemd = new FakeSystemd(
                daemon, UnixSocket.connect(directory.resolve("bus").toString()));
        systemd.connect();
        Thread thread = new Thread(systemd::serve, "fake systemd");
        thread.setDaemon(true);
        thread.start();
        return systemd;
    }

    /** Methods and what they were given, in the order of the calls. */
    List<String> asked() {
        return asked;
    }

    /** What it answers from now on: an error of this name. */
    void refuse(String name) {
        error = name;
    }

    /** How jobs end from now on. */
    void end(String how) {
        result = how;
    }

    private void connect() throws IOException, MalformedException {
        socket.send("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        in.readNBytes("DATA\r\n".length());
        while (in.read() != '\n') {
            // OK and the bus's number
        }
        call("Hello", "", new DBusWriter());
        call(
                "RequestName",
                "su",
                new DBusWriter().string("org.freedesktop.systemd1").uint32(0));
        DBusMessage answer = next();
        while (!answer.isAnswerTo(serial)) {
            answer = next();
        }
    }

    private void call(String method, String signature, DBusWriter body) throws IOException {
        TreeMap<Integer, String> fields = new TreeMap<>();
        fields.put(DBusMessage.PATH, "/org/freedesktop/DBus");
        fields.put(DBusMessage.INTERFACE, "org.freedesktop.DBus");
        fields.put(DBusMessage.MEMBER, method);
        fields.put(DBusMessage.DESTINATION, "org.freedesktop.DBus");
        send(DBusMessage.CALL, fields, signature, body);
    }

    private void send(int type, Map<Integer, String> given, String signature, DBusWriter body) throws IOException {
        TreeMap<Integer, String> fields = new TreeMap<>(given);
        if (!signature.isEmpty()) {
            fields.put(DBusMessage.SIGNATURE, signature);
        }
        socket.send(DBusMessage.write(type, ++serial, fields, body.bytes()));
    }

    private DBusMessage next() throws IOException, MalformedException {
        byte[] fixed = in.readNBytes(DBusMessage.FIXED);
        byte[] whole = Arrays.copyOf(fixed, DBusMessage.size(fixed));
        in.readFully(whole, fixed.length, whole.length - fixed.length);
        return DBusMessage.read(whole);
    }

    private void serve() {
        try {
            while (true) {
                DBusMessage message = next();
                if (message.type() == DBusMessage.CALL) {
                    answer(message);
                }
            }
        } catch (IOException | MalformedException | IndexOutOfBoundsException e) {
            // the bus has ended
        }
    }

    private void answer(DBusMessage call) throws IOException {
        String method = call.field(DBusMessage.MEMBER).orElseThrow();
        ByteBuffer body = call.body();
        String signature = call.field(DBusMessage.SIGNATURE).orElse("");
        asked.add(method + values(signature, body));
        Map<Integer, String> fields = reply(call);
        if (!error.isEmpty() && !method.equals("Subscribe")) {
            fields.put(DBusMessage.ERROR_NAME, error);
            send(DBusMessage.ERROR, fields, "s", new DBusWriter().string("no such luck"));
            return;
        }
        switch (method) {
            case "Get" ->
                send(
                        DBusMessage.RETURN,
                        fields,
                        "v",
                        new DBusWriter().signature("s").string("/user.slice"));
            case "StartTransientUnit", "StopUnit" -> {
                jobRemoved("/org/freedesktop/systemd1/job/6", "failed"); // another's
                jobRemoved(JOB, result); // may come before the answer
                send(DBusMessage.RETURN, fields, "o", new DBusWriter().string(JOB));
            }
            default -> send(DBusMessage.RETURN, fields, "", new DBusWriter());
        }
    }

    private static Map<Integer, String> reply(DBusMessage call) {
        TreeMap<Integer, String> fields = new TreeMap<>();
        fields.put(DBusMessage.REPLY_SERIAL, Integer.toUnsignedString(call.serial()));
        fields.put(DBusMessage.DESTINATION, call.field(DBusMessage.SENDER).orElseThrow());
        return fields;
    }

    private void jobRemoved(String job, String how) throws IOException {
        TreeMap<Integer, String> fields = new TreeMap<>();
        fields.put(DBusMessage.PATH, "/org/freedesktop/systemd1");
        fields.put(DBusMessage.INTERFACE, "org.freedesktop.systemd1.Manager");
        fields.put(DBusMessage.MEMBER, "JobRemoved");
        send(
                DBusMessage.SIGNAL,
                fields,
                "uoss",
                new DBusWriter().uint32(7).string(job).string("x.scope").string(how));
    }

    // ---- values, as text

    private static List<Object> values(String signature, ByteBuffer body) {
        List<Object> values = new ArrayList<>();
        for (int at = 0; at < signature.length(); at += one(signature, at).length()) {
            values.add(value(one(signature, at), body));
        }
        return values;
    }

    /** One complete type. */
    private static String one(String signature, int at) {
        char c = signature.charAt(at);
        if (c == 'a') {
            return "a" + one(signature, at + 1);
        }
        if (c != '(') {
            return String.valueOf(c);
        }
        int end = at + 1;
        while (signature.charAt(end) != ')') {
            end += one(signature, end).length();
        }
        return signature.substring(at, end + 1);
    }

    private static Object value(String type, ByteBuffer body) {
        return switch (type.charAt(0)) {
            case 's', 'o' -> DBusMessage.string(body);
            case 'u' -> DBusMessage.uint32(body);
            case 'b' -> DBusMessage.uint32(body) != 0;
            case 'y' -> body.get();
            case 't' -> {
                body.position(body.position() + 7 & ~7);
                yield Long.toUnsignedString(body.getLong());
            }
            case 'v' -> value(DBusMessage.signature(body), body);
            case '(' -> {
                body.position(body.position() + 7 & ~7);
                List<Object> members = values(type.substring(1, type.length() - 1), body);
                yield members.get(0) + "=" + members.get(1);
            }
            case 'a' -> array(type.substring(1), body);
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static List<Object> array(String element, ByteBuffer body) {
        int length = DBusMessage.uint32(body);
        int boundary = element.startsWith("(") ? 8 : element.equals("y") ? 1 : 4;
        body.position(body.position() + boundary - 1 & -boundary);
        int end = body.position() + length;
        List<Object> elements = new ArrayList<>();
        while (body.position() < end) {
            elements.add(value(element, body));
        }
        return elements;
    }

    @Override
    public void close() {
        daemon.destroyForcibly();
        daemon.onExit().join();
        socket.close();
    }
}
