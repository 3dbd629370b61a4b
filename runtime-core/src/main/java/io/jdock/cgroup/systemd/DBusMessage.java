package io.jdock.cgroup.systemd;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A message of D-Bus (D-Bus Specification, "Message Format").
 *
 * @param fields of the header by their codes: texts, and numbers as texts
 * @param body at its beginning
 */
record DBusMessage(int type, int serial, TreeMap<Integer, String> fields, ByteBuffer body) {
    static final int CALL = 1;
    static final int RETURN = 2;
    static final int ERROR = 3;
    static final int SIGNAL = 4;

    static final int PATH = 1;
    static final int INTERFACE = 2;
    static final int MEMBER = 3;
    static final int ERROR_NAME = 4;
    static final int REPLY_SERIAL = 5;
    static final int DESTINATION = 6;
    static final int SENDER = 7;
    static final int SIGNATURE = 8;
    static final int DESCRIPTORS = 9;

    /** Bytes before the fields of the header. */
    static final int FIXED = 16;

    /** The most that a message may have. */
    private static final int LARGEST = 1 << 27;

    private static final byte LITTLE = 'l';
    private static final byte VERSION = 1;

    /** Whatever a bus sends that is no such message. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String problem) {
            super(problem);
        }
    }

    /** As it is sent. */
    static byte[] write(int type, int serial, TreeMap<Integer, String> fields, byte[] body) {
        DBusWriter out = new DBusWriter()
                .octet(LITTLE)
                .octet(type)
                .octet(0)
                .octet(VERSION)
                .uint32(body.length)
                .uint32(serial);
        out.array(
                8,
                () -> fields.forEach((code, value) -> {
                    out.align(8).octet(code).signature(form(code));
                    switch (form(code)) {
                        case "u" -> out.uint32(Integer.parseUnsignedInt(value));
                        case "g" -> out.signature(value);
                        default -> out.string(value);
                    }
                }));
        byte[] header = out.align(8).bytes();
        return ByteBuffer.allocate(header.length + body.length)
                .put(header)
                .put(body)
                .array();
    }

    private static String form(int code) {
        return switch (code) {
            case PATH -> "o";
            case SIGNATURE -> "g";
            case REPLY_SERIAL, DESCRIPTORS -> "u";
            default -> "s";
        };
    }

    /** How many bytes the message has that begins with these {@link #FIXED} ones. */
    static int size(byte[] fixed) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
        if (in.get(0) != LITTLE || in.get(3) != VERSION) {
            throw new MalformedException("it is not of this machine's byte order and version 1");
        }
        long body = Integer.toUnsignedLong(in.getInt(4));
        long fields = Integer.toUnsignedLong(in.getInt(12));
        long size = FIXED + (fields + 7 & ~7) + body;
        if (size > LARGEST) {
            throw new MalformedException("it is too long");
        }
        return (int) size;
    }

    /** A message that is there as a whole. */
    static DBusMessage read(byte[] message) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int end = FIXED + in.getInt(12);
            TreeMap<Integer, String> fields = new TreeMap<>();
            in.position(FIXED);
            while (in.position() < end) {
                align(in, 8);
                int code = in.get();
                String form = signature(in);
                fields.put(
                        code,
                        switch (form) {
                            case "s", "o" -> string(in);
                            case "g" -> signature(in);
                            case "u" -> Integer.toUnsignedString(uint32(in));
                            default -> throw new MalformedException("its header has a field of the form " + form);
                        });
            }
            align(in, 8);
            return new DBusMessage(in.get(1), in.getInt(8), fields, in.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new MalformedException("it ends too early");
        }
    }

    Optional<String> field(int code) {
        return Optional.ofNullable(fields.get(code));
    }

    boolean isAnswerTo(int call) {
        return (type == RETURN || type == ERROR)
                && field(REPLY_SERIAL)
                        .filter(Integer.toUnsignedString(call)::equals)
                        .isPresent();
    }

    // ---- values, from a buffer whose beginning is aligned to 8 bytes

    private static void align(ByteBuffer in, int boundary) {
        in.position(in.position() + boundary - 1 & -boundary);
    }

    static int uint32(ByteBuffer in) {
        align(in, 4);
        return in.getInt();
    }

    /** Also object paths. */
    static String string(ByteBuffer in) {
        return text(in, uint32(in));
    }

    static String signature(ByteBuffer in) {
        return text(in, Byte.toUnsignedInt(in.get()));
    }

    private static String text(ByteBuffer in, int length) {
        if (length < 0 || length >= in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes).get(); // a zero byte ends it
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
