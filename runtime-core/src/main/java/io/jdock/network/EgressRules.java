package io.jdock.network;

import static io.jdock.network.PacketFilter.accept;
import static io.jdock.network.PacketFilter.by;
import static io.jdock.network.PacketFilter.leavesBy;
import static io.jdock.network.PacketFilter.log;
import static io.jdock.network.PacketFilter.reset;
import static io.jdock.network.PacketFilter.to;
import static io.jdock.network.PacketFilter.toPort;

import io.jdock.kernel.NetlinkMessage;
import io.jdock.network.PacketFilter.Hook;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What may leave a container's network: the rest is refused at once, and told to {@link RefusalLog}.
 *
 * @param allowed ports of other machines, by TCP and UDP
 * @param names whether names of other machines may be asked for
 */
public record EgressRules(List<InetSocketAddress> allowed, boolean names) {
    /** Of the log of packets; each network namespace has its own ones. */
    static final int LOG_GROUP = 1;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP_6 = 58;
    private static final byte[] LINK_LOCAL = {(byte) 0xfe, (byte) 0x80};
    private static final byte[] LINK_MULTICAST = {(byte) 0xff, 0x02};

    public EgressRules {
        allowed = List.copyOf(allowed);
    }

    /**
     * As packet filters.
     *
     * @param resolver the address in the network at which names are asked for
     * @param neighbours prefixes of the networks that the container is on with others
     */
    PacketFilter filter(InetAddress resolver, List<byte[]> neighbours) {
        PacketFilter filter = new PacketFilter().at(Hook.OUTPUT);
        for (int protocol : new int[] {TCP, UDP}) { // first: who answers may be on the loopback interface
            List<Consumer<NetlinkMessage>> asks =
                    parts(to(resolver.getAddress(), true), List.of(by(protocol), toPort(Resolver.PORT)));
            if (names) {
                filter.rule(Hook.OUTPUT, parts(asks, List.of(accept())));
            } else if (protocol == TCP || neighbours.isEmpty()) { // by TCP, all that is asked is passed on
                refuse(filter, asks);
            }
        }
        filter.rule(Hook.OUTPUT, List.of(leavesBy("lo"), accept()));
        // Neighbour discovery, which IPv6 cannot do without (RFC 4861); nothing of it goes beyond the link.
        for (byte[] prefix : List.of(LINK_LOCAL, LINK_MULTICAST)) {
            filter.rule(Hook.OUTPUT, parts(to(prefix, false), List.of(by(ICMP_6), accept())));
        }
        for (byte[] prefix : neighbours) {
            filter.rule(Hook.OUTPUT, parts(to(prefix, prefix.length < 4), List.of(accept())));
        }
        for (InetSocketAddress address : allowed) {
            byte[] bytes = address.getAddress().getAddress();
            for (int protocol : new int[] {TCP, UDP}) {
                filter.rule(
                        Hook.OUTPUT,
                        parts(
                                to(bytes, bytes.length == 4),
                                List.of(by(protocol), toPort(address.getPort()), accept())));
            }
        }
        return refuse(filter, List.of());
    }

    /**
     * TCP gets a reset, which ends an attempt at once: what ICMP says while connect(2) is under way is heard only when
     * it sends once more, a second later (tcp_v4_err() in net/ipv4/tcp_ipv4.c).
     */
    private static PacketFilter refuse(PacketFilter filter, List<Consumer<NetlinkMessage>> parts) {
        return filter.rule(Hook.OUTPUT, parts(parts, List.of(by(TCP), log(LOG_GROUP), reset())))
                .rule(Hook.OUTPUT, parts(parts, List.of(log(LOG_GROUP), PacketFilter.refuse())));
    }

    private static List<Consumer<NetlinkMessage>> parts(
            List<Consumer<NetlinkMessage>> first, List<Consumer<NetlinkMessage>> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
