package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells when a network gets its default route. pasta makes the interface, its addresses and its routes one after the other, those of IPv6
 * last (pasta_ns_conf() in pasta.c), and is busy with its own tables for twice as long before it says that it is ready. What the container
 * sends meanwhile waits in the interface's queue. For one thread at a time.
 */
final class RouteNews implements AutoCloseable {
    /** RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_ROUTE. */
    private static final int IPV4_ROUTES = 0x40;

    private static final int IPV6_ROUTES = 0x400;
    private static final byte IPV4 = 2; // AF_INET
    private static final byte IPV6 = 10; // AF_INET6
    private static final int NEW_ROUTE = 24; // RTM_NEWROUTE: a struct rtmsg, and attributes
    private static final int GET_ROUTE = 26; // RTM_GETROUTE
    private static final int ROUTE_BYTES = 12;
    private static final int PREFIX = 1;
    private static final int TYPE = 7;
    private static final int UNICAST = 1; // RTN_UNICAST

    private static final Path ROUTES_6 = Path.of("/proc/net/ipv6_route");
    private static final String ANYWHERE_6 = "0".repeat(32) + " 00 ";
    private static final String LOOPBACK = " lo"; // the kernel's own route, which leads nowhere

    private final Netlink netlink;

    private RouteNews(Netlink netlink) {
        this.netlink = netlink;
    }

    /**
     * From now on. A route that is there already is told first: pasta may be faster than this.
     *
     * @param maker in the network that will get what this machine has: a default route for IPv6, if there is one
     */
    static RouteNews of(SocketMaker maker) throws IOException {
        Netlink netlink = maker.makeNetlink(Netlink.ROUTE);
        try {
            boolean six = hasIpv6();
            netlink.join(six ? IPV6_ROUTES : IPV4_ROUTES);
            netlink.send(question(six ? IPV6 : IPV4));
            return new RouteNews(netlink);
        } catch (KernelException | RuntimeException | Error e) {
            netlink.close();
            throw e;
        }
    }

    /**
     * Asks for the routes that there are.
     *
     * @param family AF_INET or AF_INET6
     */
    static NetlinkMessage question(byte family) {
        byte[] any = new byte[ROUTE_BYTES];
        any[0] = family;
        return NetlinkMessage.request(GET_ROUTE, NetlinkMessage.ALL, "list the routes")
                .structure(any);
    }

    private static boolean hasIpv6() {
        try {
            return Files.readAllLines(ROUTES_6).stream()
                    .map(String::stripTrailing)
                    .anyMatch(route -> route.startsWith(ANYWHERE_6) && !route.endsWith(LOOPBACK));
        } catch (IOException e) {
            return false; // a kernel without IPv6
        }
    }

    /** Can be read when there is news. */
    Descriptor descriptor() {
        return netlink.descriptor();
    }

    /** Whether the news that has come, or is waited for, is of a default route. */
    boolean isOfDefaultRoute() throws KernelException {
        List<ByteBuffer> routes = netlink.receive(NEW_ROUTE);
        return routes.stream().anyMatch(route -> route.get(PREFIX) == 0 && route.get(TYPE) == UNICAST);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
