package io.jdock.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A request to the kernel in the form of netlink(7): a header, a structure that depends on the type, and attributes, which may
 * hold others. Everything is aligned to 4 bytes; numbers are in the machine's order, which is little-endian on all machines
 * that jdock runs on.
 */
public final class NetlinkMessage {
    /** Makes what does not exist. */
    public static final int CREATE = 0x400;

    /** Refuses what exists. */
    public static final int EXCLUSIVE = 0x200;

    /** Comes after what is there, for lists that have an order. */
    public static final int APPEND = 0x800;

    /** Asks for a list of all that there is. */
    public static final int ALL = 0x300;

    /** The kernel answers, be it that all is well. */
    static final int ACKNOWLEDGE = 4;

    static final int HEADER = 16; // struct nlmsghdr: length, type, flags, sequence, port
    private static final int REQUEST = 1;
    private static final int NESTED = 1 << 15;

    private final int type;
    private final int flags;
    private final String what;
    private ByteBuffer body = little(64);

    private NetlinkMessage(int type, int flags, String what) {
        this.type = type;
        this.flags = flags;
        this.what = what;
    }

    /**
     * A request without content.
     *
     * @param flags such as {@link #CREATE}, added up
     * @param what it asks for, as an error would say it: {@code make interface eth0}
     */
    public static NetlinkMessage request(int type, int flags, String what) {
        return new NetlinkMessage(type, REQUEST | flags, what);
    }

    /** What it asks for. */
    public String what() {
        return what;
    }

    /** The same request, which the kernel is to answer. */
    NetlinkMessage acknowledged() {
        NetlinkMessage message = new NetlinkMessage(type, flags | ACKNOWLEDGE, what);
        message.body = body;
        return message;
    }

    /** Adds the structure that the type wants, or a part of it. */
    public NetlinkMessage structure(byte... bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** Adds a 32-bit number of such a structure. */
    public NetlinkMessage number(int number) {
        room(Integer.BYTES).putInt(number);
        return this;
    }

    /** Adds an attribute of any form. */
    public NetlinkMessage attribute(int kind, byte... value) {
        int length = 4 + value.length;
        room(length + 3).putShort((short) length).putShort((short) kind).put(value);
        return align();
    }

    /** Adds a 32-bit number. */
    public NetlinkMessage attribute(int kind, int value) {
        return attribute(kind, little(Integer.BYTES).putInt(value).array());
    }

    /** Adds a 32-bit number in the order of the network, as nf_tables has it. */
    public NetlinkMessage networkOrdered(int kind, int value) {
        return attribute(kind, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** Adds a text, closed by a zero byte. */
    public NetlinkMessage attribute(int kind, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(kind, Arrays.copyOf(text, text.length + 1));
    }

    /** Adds an attribute that holds others. */
    public NetlinkMessage nested(int kind, Consumer<NetlinkMessage> content) {
        int start = body.position();
        room(4).putShort((short) 0).putShort((short) (kind | NESTED));
        content.accept(this);
        body.putShort(start, (short) (body.position() - start));
        return this;
    }

    private NetlinkMessage align() {
        while (body.position() % 4 != 0) {
            room(1).put((byte) 0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (body.remaining() < bytes) {
            ByteBuffer larger = little(2 * body.capacity() + bytes);
            larger.put(body.flip());
            body = larger;
        }
        return body;
    }

    /** The whole of it. */
    byte[] bytes(int sequence) {
        byte[] content = new byte[body.position()];
        body.get(0, content);
        return little(HEADER + content.length)
                .putInt(HEADER + content.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(content)
                .array();
    }

    static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
