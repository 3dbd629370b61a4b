package io.jdock.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A socket by which a network namespace is configured: netlink(7), rtnetlink(7). It belongs to the namespace that it was made
 * in. The kernel asks for rights of both who made it and who sends by it (__netlink_ns_capable() in
 * net/netlink/af_netlink.c). For one thread at a time.
 */
public final class Netlink implements AutoCloseable {
    /** For socket(2): the domain, and the type with SOCK_CLOEXEC. */
    public static final int DOMAIN = 16;

    public static final int TYPE = 3 | 0x80000;

    /** The protocol for interfaces, addresses and routes. */
    public static final int ROUTE = 0;

    /** The one for nf_tables and the log of packets. */
    public static final int NETFILTER = 12;

    private static final int ERROR = 2; // NLMSG_ERROR: a struct nlmsgerr, whose first number is 0 if all is well
    private static final int DONE = 3; // NLMSG_DONE: the end of a list
    private static final int INTERRUPTED = 0x10; // NLM_F_DUMP_INTR
    private static final int ROOM = 1 << 15;
    private static final int SEQUENCE = 8;
    private static final int ADDRESS = 12;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int TLVS = 0x200; // NLM_F_ACK_TLVS
    private static final int CAPPED = 0x100; // NLM_F_CAPPED
    private static final int MESSAGE = 1; // NLMSGERR_ATTR_MSG

    private final Descriptor descriptor;
    private int sequence;
    private int lastAnswered;

    private Netlink(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes a socket into possession. */
    public static Netlink owning(Descriptor descriptor) {
        Netlink netlink = new Netlink(descriptor);
        try (NativeMemory on = new NativeMemory(Integer.BYTES)) {
            on.setInt(0, 1);
            descriptor.call(Syscall.SETSOCKOPT, SOL_NETLINK, NETLINK_EXT_ACK, on.address(), Integer.BYTES);
        } catch (KernelException e) {
            // then errors say less
        }
        return netlink;
    }

    /**
     * Has the kernel tell changes from now on, which {@link #receive} takes. Before anything is requested: the socket gets its address by
     * it, and one without is told nothing (do_one_broadcast() in net/netlink/af_netlink.c).
     *
     * @param groups bits, such as RTMGRP_IPV4_ROUTE
     */
    public void join(int groups) throws KernelException {
        try (NativeMemory address = new NativeMemory(ADDRESS)) { // struct sockaddr_nl: family, padding, port id, groups
            address.setInt(0, DOMAIN);
            address.setInt(4, 0);
            address.setInt(8, groups);
            descriptor.call(Syscall.BIND, address.address(), ADDRESS);
        }
    }

    /** A new one in the network namespace of this process. */
    public static Netlink open(int protocol) throws KernelException {
        return owning(Descriptor.owning((int) Kernel.call(Syscall.SOCKET, "netlink", DOMAIN, TYPE, protocol)));
    }

    /**
     * Has the kernel do something.
     *
     * @throws KernelException if it refuses; {@link KernelException#subject} is {@link NetlinkMessage#what}
     */
    public void request(NetlinkMessage message) throws KernelException {
        int number = ++sequence;
        descriptor.write(message.acknowledged().bytes(number));
        awaitAnswer(number, number, message.what());
    }

    /** Asks for a list that {@link #receive} takes, among what the kernel tells without being asked. */
    public void send(NetlinkMessage message) throws KernelException {
        descriptor.write(message.bytes(++sequence));
    }

    /**
     * Has the kernel do several things, or none of them, as nf_tables wants it (enclosed in messages that begin and end it).
     *
     * @throws KernelException if it refuses one
     */
    public void requestAll(NetlinkMessage begin, List<NetlinkMessage> messages, NetlinkMessage end)
            throws KernelException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        batch.writeBytes(begin.bytes(++sequence));
        int whole = sequence;
        for (NetlinkMessage message : messages) {
            batch.writeBytes(message.acknowledged().bytes(++sequence));
        }
        batch.writeBytes(end.bytes(++sequence));
        descriptor.write(batch.toByteArray());
        KernelException failure = null;
        for (int i = 0; i < messages.size(); i++) {
            try {
                awaitAnswer(whole + 1 + i, whole, messages.get(i).what());
            } catch (KernelException e) {
                failure = failure == null ? e : failure; // the others are answered all the same, unless all is refused
                if (lastAnswered == whole) {
                    break;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Answers to what was asked before and failed halfway are passed over.
     *
     * @param whole the message that begins the batch, which is answered only if all of it is refused
     */
    private void awaitAnswer(int number, int whole, String what) throws KernelException {
        while (true) {
            ByteBuffer answer =
                    ByteBuffer.wrap(receive()).order(NetlinkMessage.little(0).order());
            while (answer.remaining() >= NetlinkMessage.HEADER) {
                int start = answer.position();
                int length = answer.getInt(start);
                int answered = answer.getInt(start + SEQUENCE);
                if (answer.getShort(start + 4) == ERROR && (answered == number || answered == whole)) {
                    lastAnswered = answered;
                    int error = -answer.getInt(start + NetlinkMessage.HEADER);
                    if (error != 0) {
                        throw refusal(what, error, reason(answer, start));
                    }
                    return;
                }
                answer.position(Math.min(answer.limit(), start + (length + 3 & -4)));
            }
        }
    }

    private static KernelException refusal(String what, int error, Optional<String> reason) {
        return new KernelException(
                "netlink", what + reason.map(text -> " (" + text + ")").orElse(""), error);
    }

    /** The kernel's own words, after the error and the request or its header (netlink(7), NETLINK_EXT_ACK). */
    private static Optional<String> reason(ByteBuffer answer, int start) {
        int flags = answer.getShort(start + 6);
        int end = start + answer.getInt(start);
        if ((flags & TLVS) == 0) {
            return Optional.empty();
        }
        int request = start + NetlinkMessage.HEADER + Integer.BYTES;
        int at = request + ((flags & CAPPED) != 0 ? NetlinkMessage.HEADER : answer.getInt(request) + 3 & -4);
        return attribute(answer, at, end, MESSAGE)
                .filter(text -> text.length > 0) // it ends with a zero byte
                .map(text -> new String(text, 0, text.length - 1, StandardCharsets.UTF_8));
    }

    /**
     * Asks for one thing.
     *
     * @return as {@link #list} gives it
     * @throws KernelException if the kernel refuses: there is no such thing, say
     */
    public ByteBuffer ask(NetlinkMessage message) throws KernelException {
        return list(message.acknowledged()).get(0);
    }

    /**
     * Asks for a list, once more if it changed meanwhile.
     *
     * @param message with {@link NetlinkMessage#ALL}
     * @return what each answer has after its header: a structure and attributes
     * @throws KernelException if the kernel refuses; {@link KernelException#subject} is {@link NetlinkMessage#what}
     */
    public List<ByteBuffer> list(NetlinkMessage message) throws KernelException {
        List<ByteBuffer> found = new ArrayList<>();
        while (!list(message, found)) {
            found.clear();
        }
        return found;
    }

    /** Whether the list is whole. */
    private boolean list(NetlinkMessage message, List<ByteBuffer> found) throws KernelException {
        int number = ++sequence;
        descriptor.write(message.bytes(number));
        boolean whole = true;
        while (true) {
            ByteBuffer in = ByteBuffer.wrap(receive()).order(ByteOrder.LITTLE_ENDIAN);
            while (in.remaining() >= NetlinkMessage.HEADER) {
                int start = in.position();
                int end = Math.min(in.limit(), start + Math.max(NetlinkMessage.HEADER, in.getInt(start)));
                int type = Short.toUnsignedInt(in.getShort(start + 4));
                in.position(Math.min(in.limit(), end + 3 & -4));
                if (in.getInt(start + SEQUENCE) != number) {
                    continue;
                }
                whole &= (in.getShort(start + 6) & INTERRUPTED) == 0;
                if (type == ERROR || type == DONE) {
                    int error = end < start + NetlinkMessage.HEADER + Integer.BYTES
                            ? 0
                            : -in.getInt(start + NetlinkMessage.HEADER);
                    if (error > 0) {
                        throw refusal(message.what(), error, Optional.empty());
                    }
                    return whole;
                }
                found.add(in.slice(start + NetlinkMessage.HEADER, end - start - NetlinkMessage.HEADER)
                        .order(ByteOrder.LITTLE_ENDIAN));
            }
        }
    }

    /**
     * An attribute of what {@link #list} found.
     *
     * @param structure bytes before the attributes
     */
    public static Optional<byte[]> attribute(ByteBuffer found, int structure, int kind) {
        return attribute(found, structure, found.limit(), kind);
    }

    /** Whether something is there to be received. */
    public boolean hasMore() throws KernelException {
        return descriptor.awaitReadable(Duration.ZERO);
    }

    /**
     * Receives what the kernel tells without being asked.
     *
     * @param type of the messages; others are passed over
     * @param kind of the attribute that is wanted; it comes after a structure of 4 bytes
     * @return the attribute of each message that has it
     */
    public List<byte[]> receive(int type, int kind) throws KernelException {
        List<byte[]> found = new ArrayList<>();
        for (ByteBuffer message : receive(type)) {
            attribute(message, 4, kind).ifPresent(found::add);
        }
        return found;
    }

    /**
     * The same.
     *
     * @return what each message has after its header: a structure and attributes
     */
    public List<ByteBuffer> receive(int type) throws KernelException {
        ByteBuffer in = ByteBuffer.wrap(receive()).order(ByteOrder.LITTLE_ENDIAN);
        List<ByteBuffer> found = new ArrayList<>();
        while (in.remaining() >= NetlinkMessage.HEADER) {
            int start = in.position();
            int end = Math.min(in.limit(), start + Math.max(NetlinkMessage.HEADER, in.getInt(start)));
            if (Short.toUnsignedInt(in.getShort(start + 4)) == type) {
                found.add(in.slice(start + NetlinkMessage.HEADER, end - start - NetlinkMessage.HEADER)
                        .order(ByteOrder.LITTLE_ENDIAN));
            }
            in.position(Math.min(in.limit(), end + 3 & -4));
        }
        return found;
    }

    private static Optional<byte[]> attribute(ByteBuffer in, int from, int end, int kind) {
        int at = from;
        while (at + 4 <= end) {
            int length = Math.max(4, Short.toUnsignedInt(in.getShort(at)));
            if (in.getShort(at + 2) == kind && at + length <= end) {
                byte[] value = new byte[length - 4];
                in.get(at + 4, value);
                return Optional.of(value);
            }
            at += length + 3 & -4;
        }
        return Optional.empty();
    }

    /** The next message or messages, waited for. */
    private byte[] receive() throws KernelException {
        try (NativeMemory memory = new NativeMemory(ROOM)) {
            int count = descriptor.read(memory.address(), ROOM);
            byte[] bytes = new byte[count];
            memory.get(0, bytes, 0, count);
            return bytes;
        }
    }

    /** It belongs to this socket. */
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
