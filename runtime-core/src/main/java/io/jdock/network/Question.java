package io.jdock.network;

import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message of the domain name system that asks for one name (RFC 1035, 4.1). */
final class Question {
    static final int A = 1;
    static final int PTR = 12;
    static final int AAAA = 28;

    private static final int HEADER = 12;
    private static final int FLAGS = 2;
    private static final int COUNTS = 4;
    private static final int INTERNET = 1;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;

    private static final int RESPONSE = 0x8000;
    private static final int OPERATION = 0x7800;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int CODE = 0x000f;

    private static final int RECORD = 12; // without its data
    private static final int NAME_OF_QUESTION = 0xc00c; // a pointer to the place right after the header

    private final byte[] message;
    private final String name;
    private final int type;
    private final int end; // of the question in the message

    private Question(byte[] message, String name, int type, int end) {
        this.message = message;
        this.name = name;
        this.type = type;
        this.end = end;
    }

    /** The whole message. */
    byte[] message() {
        return message.clone();
    }

    /** What is asked about, in lower case, without a dot at its end. */
    String name() {
        return name;
    }

    /** Of what is asked for, such as {@link #A}. */
    int type() {
        return type;
    }

    /** How a message answers (RFC 1035, 4.1.1, RCODE). */
    enum Code {
        NONE(0),
        SERVER_FAILURE(2),
        NO_SUCH_NAME(3),
        REFUSED(5);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }

    /** Empty for what is no question, or not one that can be answered here. */
    static Optional<Question> of(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        if (message.length < HEADER || (in.getShort(FLAGS) & (RESPONSE | OPERATION)) != 0 || in.getShort(COUNTS) != 1) {
            return Optional.empty();
        }
        try {
            in.position(HEADER);
            Optional<String> name = name(in);
            int type = Short.toUnsignedInt(in.getShort());
            return in.getShort() == INTERNET
                    ? name.map(text -> new Question(message, text, type, in.position()))
                    : Optional.empty();
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** Nothing comes before it that it could point to. */
    private static Optional<String> name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length != 0; length = in.get()) {
            if (length < 0 || length > LONGEST_LABEL || name.length() + length > LONGEST_NAME) {
                return Optional.empty();
            }
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return Optional.of(name.toString().toLowerCase(Locale.ROOT));
    }

    /** How another server has answered; empty if that is no answer. */
    static Optional<Boolean> serves(byte[] answer) {
        if (answer.length < HEADER) {
            return Optional.empty();
        }
        int flags = ByteBuffer.wrap(answer).getShort(FLAGS);
        int code = flags & CODE;
        return (flags & RESPONSE) == 0
                ? Optional.empty()
                : Optional.of(code == Code.NONE.number || code == Code.NO_SUCH_NAME.number);
    }

    /** The answer that says no more than this. */
    byte[] answer(Code code) {
        return answer(code, 0, new byte[0]);
    }

    /** Those of the addresses that are of the kind that is asked for. */
    byte[] answer(List<InetAddress> addresses) {
        int length = type == A ? 4 : 16;
        List<byte[]> asked = addresses.stream()
                .map(InetAddress::getAddress)
                .filter(address -> (type == A || type == AAAA) && address.length == length)
                .toList();
        ByteBuffer records = ByteBuffer.allocate(asked.size() * (RECORD + length));
        asked.forEach(address -> record(records, address));
        return answer(Code.NONE, asked.size(), records.array());
    }

    /** The name that an address belongs to. */
    byte[] answer(String host) {
        ByteBuffer labels = ByteBuffer.allocate(host.length() + 2);
        for (String label : List.of(host.split("\\.", -1))) {
            labels.put((byte) label.length()).put(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD + labels.capacity());
        record(record, labels.array());
        return answer(Code.NONE, 1, record.array());
    }

    /** The question itself comes first in its answer, and with it the case that the asker wrote the name in. */
    private byte[] answer(Code code, int count, byte[] records) {
        byte[] bytes = Arrays.copyOf(message, end + records.length);
        ByteBuffer answer = ByteBuffer.wrap(bytes);
        int asked = answer.getShort(FLAGS) & RECURSION_DESIRED;
        int flags = RESPONSE | AUTHORITATIVE | RECURSION_AVAILABLE | asked | code.number;
        answer.putShort(FLAGS, (short) flags)
                .putShort(COUNTS + 2, (short) count)
                .putInt(COUNTS + 4, 0)
                .put(end, records);
        return bytes;
    }

    /** To be kept for no time at all: containers come and go. */
    private void record(ByteBuffer records, byte[] data) {
        records.putShort((short) NAME_OF_QUESTION)
                .putShort((short) type)
                .putShort((short) INTERNET)
                .putInt(0)
                .putShort((short) data.length)
                .put(data);
    }
}
