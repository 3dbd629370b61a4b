package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import io.jdock.kernel.Poll;
import io.jdock.kernel.Poll.Interest;
import io.jdock.network.Links.Route;
import io.jdock.network.PacketFilter.Hook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel of this machine carry what leaves containers: a pair of virtual interfaces between the machine's own network
 * and each container's, and rules of nf_tables that give what leaves the machine's address. That takes root.
 *
 * <p>All of it goes by itself, whatever the end: the kernel removes an interface with its container's network namespace, and the
 * other end of the pair with it, and the rules with the socket by which they were made. No setting of the machine is changed:
 * where it does not forward packets yet, it is not made to, for that would make a router of it for whoever is on the
 * same wire.
 *
 * <p>Thread-safe.
 */
public final class Router implements AutoCloseable {
    /** What the names of the interfaces begin with, for filters of the machine's as well. */
    public static final String PREFIX = "jdock";

    /** Each link has four addresses, by its number, which its interface's name has as well: so nobody else takes them. */
    private static final int LINKS = 8192;

    private static final int POOL_PREFIX = 17; // of LINKS times four addresses
    private static final int LINK_PREFIX = 30;
    private static final int LINK_PREFIX_6 = 64;
    private static final List<byte[]> POOLS =
            List.of(new byte[] {10, (byte) 213, (byte) 128, 0}, new byte[] {(byte) 172, 30, (byte) 128, 0}, new byte[] {
                (byte) 192, (byte) 168, (byte) 128, 0
            });

    /** RFC 4193, with 16 bits for the number of the link. */
    private static final byte[] POOL_6 = {(byte) 0xfd, 'j', 'd', 'o', 'c', 'k', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final int POOL_PREFIX_6 = 48;
    private static final int LINK_6 = 6; // where that is

    /** Of this machine's end, above what the kernel gives by itself. */
    private static final int INDEX = 2_000_000;

    private static final String INSIDE = "eth0";
    private static final int INDEX_INSIDE = 999;

    /** Where nothing is, and nothing passes (RFC 7600, 4.8; RFC 863: what goes there is thrown away). */
    private static final InetSocketAddress NOWHERE =
            new InetSocketAddress(address(new byte[] {(byte) 192, 0, 0, 8}, 0), 9);

    private static final int UDP = 17;
    private static final byte ISOLATED = 8; // an ICMP code that nobody else sends; to a socket it is ENONET
    private static final long MOMENT_NANOS = 100_000;
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Links links; // guarded by this
    private final Netlink rules;
    private final byte[] pool;
    private final int mtu;
    private final boolean ipv6;
    private @Nullable Boolean lets; // whether other filters let packets pass, once that is known; guarded by this

    private Router(Links links, Netlink rules, byte[] pool, int mtu, boolean ipv6) {
        this.links = links;
        this.rules = rules;
        this.pool = pool;
        this.mtu = mtu;
        this.ipv6 = ipv6;
    }

    /**
     * The one for the network that this process is in.
     *
     * @param label that no other one has in this network
     * @throws IOException if the machine does not forward packets to where others are, has no addresses to spare, or its kernel
     *     lacks something; the message says what. Nothing is changed then
     */
    public static Router open(String label) throws IOException {
        Links links = new Links(Netlink.open(Netlink.ROUTE));
        try {
            List<Route> routes = links.routes();
            List<NetworkInterface> uplinks = uplinks(routes, true);
            if (uplinks.isEmpty()) {
                throw new IOException("this machine has no way to others by IPv4");
            }
            for (NetworkInterface uplink : uplinks) {
                requireForwarding("ipv4/conf/" + uplink.getName() + "/forwarding");
            }
            boolean ipv6 = !uplinks(routes, false).isEmpty();
            if (ipv6) {
                requireForwarding("ipv6/conf/all/forwarding");
            }
            byte[] pool = pool(routes);
            int mtu = uplinks.get(0).getMTU();
            for (NetworkInterface uplink : uplinks) {
                mtu = Math.min(mtu, uplink.getMTU());
            }
            return new Router(links, rules(label), pool, mtu, ipv6);
        } catch (IOException | RuntimeException | Error e) {
            links.close();
            throw e;
        }
    }

    /** By where packets leave that leave nowhere else. */
    private static List<NetworkInterface> uplinks(List<Route> routes, boolean ipv4) throws IOException {
        List<NetworkInterface> uplinks = new ArrayList<>();
        for (int index : new TreeSet<>(routes.stream()
                .filter(route -> route.ipv4() == ipv4 && route.byDefault())
                .flatMap(route -> route.index().stream())
                .toList())) {
            NetworkInterface uplink = NetworkInterface.getByIndex(index);
            if (uplink != null && !uplink.isLoopback()) {
                uplinks.add(uplink);
            }
        }
        return uplinks;
    }

    /** Packets that come back come by there (ip_route_input_slow() in net/ipv4/route.c looks at the interface's own switch). */
    private static void requireForwarding(String setting) throws IOException {
        if (!Files.readString(Path.of("/proc/sys/net", setting)).strip().equals("1")) {
            throw new IOException("this machine does not forward packets: net." + setting.replace('/', '.') + " is 0");
        }
    }

    private static byte[] pool(List<Route> routes) throws IOException {
        if (routes.stream().anyMatch(route -> route.meets(POOL_6, POOL_PREFIX_6) && route.prefix() < LINK_PREFIX_6)) {
            throw new IOException("this machine's routes lead elsewhere with the addresses that containers would have");
        }
        return POOLS.stream()
                .filter(pool -> routes.stream()
                        .noneMatch(route -> route.meets(pool, POOL_PREFIX) && route.prefix() != LINK_PREFIX))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "this machine's routes lead elsewhere with all addresses that containers could have"));
    }

    /** The same rules for each engine, whose interfaces' names begin alike: so nothing is to be done for one container. */
    private static Netlink rules(String label) throws KernelException {
        Netlink netlink = Netlink.open(Netlink.NETFILTER);
        try {
            PacketFilter.owned("jdock-" + label)
                    .at(Hook.PASSING)
                    .rule(
                            Hook.PASSING, // containers do not reach each other, nor the interfaces of others' networks
                            List.of(
                                    PacketFilter.comesBySome(PREFIX),
                                    PacketFilter.leavesBySome(PREFIX, true),
                                    PacketFilter.drop()))
                    .at(Hook.PASSED)
                    .rule(Hook.PASSED, probe())
                    .at(Hook.GOING)
                    .rule(
                            Hook.GOING, // nothing leads in but published ports, for which connections begin inside
                            List.of(
                                    PacketFilter.leavesBySome(PREFIX, true),
                                    PacketFilter.begins(),
                                    PacketFilter.drop()))
                    .at(Hook.LEAVING)
                    .rule(
                            Hook.LEAVING,
                            List.of(
                                    PacketFilter.comesBySome(PREFIX),
                                    PacketFilter.leavesBySome(PREFIX, false),
                                    PacketFilter.masquerade()))
                    .install(netlink);
            return netlink;
        } catch (KernelException | RuntimeException | Error e) {
            netlink.close();
            throw e;
        }
    }

    private static List<Consumer<NetlinkMessage>> probe() {
        List<Consumer<NetlinkMessage>> parts = new ArrayList<>();
        parts.add(PacketFilter.comesBySome(PREFIX));
        parts.addAll(PacketFilter.to(NOWHERE.getAddress().getAddress(), true));
        parts.add(PacketFilter.by(UDP));
        parts.add(PacketFilter.toPort(NOWHERE.getPort()));
        parts.add(PacketFilter.refuse(ISOLATED));
        return parts;
    }

    /**
     * Connects a network with the machine's, by an interface {@code eth0} and a route to all others.
     *
     * @param namespace the network's
     * @param inside makes sockets there
     * @throws IOException if the kernel refuses, or a filter of the machine's lets nothing pass; the network is as it was then
     */
    void connect(Descriptor namespace, SocketMaker inside) throws IOException {
        int number = lay(namespace);
        try {
            configure(number, inside);
            awaitService(number);
            if (!letsPass(inside)) {
                throw new IOException("a filter of this machine lets nothing pass that comes from " + PREFIX + number
                        + ": what comes from interfaces " + PREFIX + "*, and the answers to it, have to be let pass");
            }
        } catch (IOException | RuntimeException | Error e) {
            remove(number);
            throw e;
        }
    }

    /** The names of interfaces make sure that each link has addresses of its own. */
    private synchronized int lay(Descriptor namespace) throws KernelException {
        int first = ThreadLocalRandom.current().nextInt(LINKS);
        for (int tried = 0; ; tried++) {
            int number = (first + tried) % LINKS;
            try {
                Links.End here = new Links.End(PREFIX + number, INDEX + number);
                links.addCable(here, new Links.End(INSIDE, INDEX_INSIDE), namespace, mtu);
                return number;
            } catch (KernelException e) {
                if (tried == LINKS || !e.is(Errno.EEXIST, Errno.EBUSY)) {
                    throw e;
                }
            }
        }
    }

    private void configure(int number, SocketMaker inside) throws IOException {
        byte[] subnet = pool.clone();
        subnet[2] |= (byte) (number >> 6);
        subnet[3] = (byte) (number << 2);
        byte[] subnet6 = POOL_6.clone();
        subnet6[LINK_6] = (byte) ((number + 1) >> 8); // 0 is that of networks with names
        subnet6[LINK_6 + 1] = (byte) (number + 1);
        synchronized (this) {
            links.addAddress(INDEX + number, address(subnet, 1), LINK_PREFIX);
            links.forward(PREFIX + number);
            if (ipv6) {
                links.addAddress(INDEX + number, address(subnet6, 1), LINK_PREFIX_6);
            }
        }
        try (Links own = new Links(inside.makeNetlink(Netlink.ROUTE))) {
            own.addAddress(INDEX_INSIDE, address(subnet, 2), LINK_PREFIX);
            own.bringUp(INDEX_INSIDE);
            own.addDefaultRoute(INDEX_INSIDE, address(subnet, 1));
            if (ipv6) {
                own.addAddress(INDEX_INSIDE, address(subnet6, 2), LINK_PREFIX_6);
                own.addDefaultRoute(INDEX_INSIDE, address(subnet6, 1));
            }
        }
    }

    /** Else what is sent at once may be lost, and the next attempt of ARP or TCP comes a second later. */
    private synchronized void awaitService(int number) throws KernelException {
        long begin = System.nanoTime();
        while (!links.isInService(INDEX + number) && System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(MOMENT_NANOS);
        }
    }

    /**
     * Another filter may throw away what is to be forwarded, as Docker's, firewalld's and ufw's do by default, and a rule of one
     * table cannot undo what one of another does. So one packet is sent, which is answered by a rule that comes after
     * those: once, for rules do not change often.
     */
    private synchronized boolean letsPass(SocketMaker inside) throws IOException {
        if (lets == null) {
            try (InternetSocket socket = inside.makeDatagram(Family.IPV4);
                    Poll poll = new Poll()) {
                socket.connect(NOWHERE);
                socket.descriptor().write(new byte[1]);
                poll.add(socket.descriptor(), Interest.READ);
                lets = poll.await(PATIENCE) && socket.error() == Errno.ENONET.number();
            }
        }
        return lets;
    }

    private synchronized void remove(int number) {
        try {
            links.remove(INDEX + number);
        } catch (KernelException e) {
            LoggerFactory.getLogger(Router.class).debug("interface {}{} ends with its other end", PREFIX, number, e);
        }
    }

    private static InetAddress address(byte[] subnet, int number) {
        byte[] address = subnet.clone();
        address[address.length - 1] |= (byte) number;
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes the rules away: to be called when no container needs them any more. */
    @Override
    public void close() {
        rules.close();
        synchronized (this) {
            links.close();
        }
    }
}
