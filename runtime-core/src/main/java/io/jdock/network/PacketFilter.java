package io.jdock.network;

import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rules of nf_tables for one network namespace, in a table of jdock's own: net/netfilter/nf_tables_api.c, and nft(8) for what
 * the parts of a rule mean. All rules are made at once or not at all.
 */
final class PacketFilter {
    private static final String NAME = "jdock";
    private static final int OWNED = 2; // NFT_TABLE_F_OWNER

    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int SUBSYSTEM = 10; // NFNL_SUBSYS_NFTABLES
    private static final int NEW_TABLE = SUBSYSTEM << 8;
    private static final int NEW_CHAIN = SUBSYSTEM << 8 | 3;
    private static final int NEW_RULE = SUBSYSTEM << 8 | 6;
    private static final byte INET = 1; // NFPROTO_INET: IPv4 and IPv6

    private static final int REGISTER = 1; // of 16 bytes, NFT_REG_1
    private static final int EQUAL = 0;
    private static final int NOT_EQUAL = 1;
    private static final byte IPV4 = 2; // NFPROTO_IPV4
    private static final byte IPV6 = 10;
    private static final int NETWORK_HEADER = 1;
    private static final int TRANSPORT_HEADER = 2;
    private static final int DROP = 0; // NF_DROP
    private static final int ACCEPT = 1; // NF_ACCEPT
    private static final int ICMP = 0; // NFT_REJECT_ICMP_UNREACH
    private static final int RESET = 1; // NFT_REJECT_TCP_RST
    private static final int ICMPX = 2; // NFT_REJECT_ICMPX_UNREACH
    private static final byte ADMINISTRATIVELY_PROHIBITED = 3; // NFT_REJECT_ICMPX_ADMIN_PROHIBITED
    private static final int INTERFACE_NAME_BYTES = 16;

    private static final int CONNECTION_STATE = 0; // NFT_CT_STATE

    private final String name;
    private final List<NetlinkMessage> messages = new ArrayList<>();

    /** A table that stays as long as its network namespace, which is jdock's own. */
    PacketFilter() {
        this(NAME, 0);
    }

    private PacketFilter(String name, int flags) {
        this.name = name;
        messages.add(message(NEW_TABLE, NetlinkMessage.CREATE, "make a table of packet filters")
                .attribute(1, name)
                .networkOrdered(2, flags));
    }

    /**
     * A table that nobody else can change, and that vanishes with the socket by which it is installed: NFT_TABLE_F_OWNER, since
     * Linux 5.12.
     *
     * @param name that no other table has
     */
    static PacketFilter owned(String name) {
        return new PacketFilter(name, OWNED);
    }

    /** Where packets come by, with its number and the usual priority there (linux/netfilter.h, linux/netfilter_ipv4.h). */
    enum Hook {
        /** What comes from elsewhere and goes elsewhere. */
        PASSING("passing", "filter", 2, 0),
        /** The same, when the usual filters have let it pass. */
        PASSED("passed", "filter", 2, 300),
        /** What the namespace itself sends. */
        OUTPUT("output", "filter", 3, 0),
        /** What leaves, while the sender is still who it was. */
        GOING("going", "filter", 4, 0),
        /** All that leaves, where the sender can be replaced. */
        LEAVING("leaving", "nat", 4, 100);

        private final String label;
        private final String type;
        private final int number;
        private final int priority;

        Hook(String label, String type, int number, int priority) {
            this.label = label;
            this.type = type;
            this.number = number;
            this.priority = priority;
        }
    }

    /** Has rules looked at in one place; what none of them decides goes on. */
    PacketFilter at(Hook hook) {
        messages.add(message(NEW_CHAIN, NetlinkMessage.CREATE, "make a chain of packet filters")
                .attribute(1, name)
                .attribute(3, hook.label)
                .nested(4, where -> where.networkOrdered(1, hook.number).networkOrdered(2, hook.priority))
                .attribute(7, hook.type));
        return this;
    }

    /** Adds a rule: what its parts say one after another, as long as they hold. */
    PacketFilter rule(Hook hook, List<Consumer<NetlinkMessage>> parts) {
        messages.add(message(
                        NEW_RULE,
                        NetlinkMessage.CREATE | NetlinkMessage.APPEND,
                        "make a packet filter for " + hook.label)
                .attribute(1, name)
                .attribute(2, hook.label)
                .nested(4, list -> parts.forEach(part -> part.accept(list))));
        return this;
    }

    /** What leaves by this interface. */
    static Consumer<NetlinkMessage> leavesBy(String name) {
        byte[] padded = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), INTERFACE_NAME_BYTES);
        return meta(7).andThen(equal(padded)); // NFT_META_OIFNAME
    }

    /** What leaves by interfaces whose names begin so, or by others. */
    static Consumer<NetlinkMessage> leavesBySome(String prefix, boolean these) {
        return meta(7).andThen(compare(these ? EQUAL : NOT_EQUAL, prefix.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What comes by interfaces whose names begin so; known where it leaves too since Linux 5.7. */
    static Consumer<NetlinkMessage> comesBySome(String prefix) {
        return meta(6).andThen(equal(prefix.getBytes(StandardCharsets.US_ASCII))); // NFT_META_IIFNAME
    }

    /** What begins a connection, or belongs to none that is known; not the upkeep of a link (neighbour discovery). */
    static Consumer<NetlinkMessage> begins() {
        byte[] states = {1 | 8, 0, 0, 0}; // NF_CT_STATE_INVALID_BIT, and that of IP_CT_NEW
        byte[] zero = new byte[states.length];
        return expression("ct", data -> data.networkOrdered(1, REGISTER).networkOrdered(2, CONNECTION_STATE))
                .andThen(expression(
                        "bitwise",
                        data -> data.networkOrdered(1, REGISTER)
                                .networkOrdered(2, REGISTER)
                                .networkOrdered(3, states.length)
                                .nested(4, mask -> mask.attribute(1, states))
                                .nested(5, xor -> xor.attribute(1, zero))))
                .andThen(compare(NOT_EQUAL, zero));
    }

    /** What goes by a protocol, of the number that IANA gave it. */
    static Consumer<NetlinkMessage> by(int protocol) {
        return meta(16).andThen(equal((byte) protocol)); // NFT_META_L4PROTO
    }

    /**
     * What goes to addresses that begin so.
     *
     * @param prefix whole bytes
     */
    static List<Consumer<NetlinkMessage>> to(byte[] prefix, boolean ipv4) {
        Consumer<NetlinkMessage> family = meta(15).andThen(equal(ipv4 ? IPV4 : IPV6)); // NFT_META_NFPROTO
        return List.of(
                family, payload(NETWORK_HEADER, ipv4 ? 16 : 24, prefix.length).andThen(equal(prefix)));
    }

    /** What goes to a port, by a protocol that has such at that place: TCP, UDP. */
    static Consumer<NetlinkMessage> toPort(int port) {
        return payload(TRANSPORT_HEADER, 2, 2).andThen(equal((byte) (port >> 8), (byte) port));
    }

    /** Lets it go. */
    static Consumer<NetlinkMessage> accept() {
        return verdict(ACCEPT);
    }

    /** Throws it away. */
    static Consumer<NetlinkMessage> drop() {
        return verdict(DROP);
    }

    private static Consumer<NetlinkMessage> verdict(int number) {
        return expression(
                "immediate",
                data -> data.networkOrdered(1, 0) // the verdict's register
                        .nested(2, value -> value.nested(2, verdict -> verdict.networkOrdered(1, number))));
    }

    /** Tells who listens to this group of nfnetlink_log. */
    static Consumer<NetlinkMessage> log(int group) {
        return expression("log", data -> data.attribute(1, (byte) (group >> 8), (byte) group));
    }

    /** Tells the sender that it is forbidden. */
    static Consumer<NetlinkMessage> refuse() {
        return expression("reject", data -> data.networkOrdered(1, ICMPX).attribute(2, ADMINISTRATIVELY_PROHIBITED));
    }

    /** Answers a TCP connection with a reset. */
    static Consumer<NetlinkMessage> reset() {
        return expression("reject", data -> data.networkOrdered(1, RESET));
    }

    /** Tells the sender, by IPv4, that its destination is unreachable for this reason (RFC 1122, 3.2.2.1). */
    static Consumer<NetlinkMessage> refuse(byte code) {
        return expression("reject", data -> data.networkOrdered(1, ICMP).attribute(2, code));
    }

    private static Consumer<NetlinkMessage> payload(int header, int offset, int length) {
        return expression(
                "payload",
                data -> data.networkOrdered(1, REGISTER)
                        .networkOrdered(2, header)
                        .networkOrdered(3, offset)
                        .networkOrdered(4, length));
    }

    /** Takes the address of the interface in the place of the sender's. */
    static Consumer<NetlinkMessage> masquerade() {
        return expression("masq", data -> {});
    }

    private static Consumer<NetlinkMessage> meta(int key) {
        return expression("meta", data -> data.networkOrdered(1, REGISTER).networkOrdered(2, key));
    }

    private static Consumer<NetlinkMessage> equal(byte... value) {
        return compare(EQUAL, value);
    }

    private static Consumer<NetlinkMessage> compare(int operator, byte... value) {
        return expression(
                "cmp",
                data -> data.networkOrdered(1, REGISTER)
                        .networkOrdered(2, operator)
                        .nested(3, operand -> operand.attribute(1, value)));
    }

    private static Consumer<NetlinkMessage> expression(String name, Consumer<NetlinkMessage> data) {
        return list -> list.nested(1, element -> element.attribute(1, name).nested(2, data));
    }

    /**
     * Makes the table.
     *
     * @param netlink of the protocol {@link Netlink#NETFILTER}
     * @throws KernelException if the kernel lacks a part of it: EOPNOTSUPP, ENOENT
     */
    void install(Netlink netlink) throws KernelException {
        netlink.requestAll(frame(BATCH_BEGIN), messages, frame(BATCH_END));
    }

    /** struct nfgenmsg: family, version, the subsystem in the order of the network. */
    private static NetlinkMessage frame(int type) {
        return NetlinkMessage.request(type, 0, "").structure((byte) 0, (byte) 0, (byte) 0, (byte) SUBSYSTEM);
    }

    private static NetlinkMessage message(int type, int flags, String what) {
        return NetlinkMessage.request(type, flags, what).structure(INET, (byte) 0, (byte) 0, (byte) 0);
    }
}
