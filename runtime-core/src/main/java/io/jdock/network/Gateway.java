package io.jdock.network;

import io.jdock.kernel.Errno;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.program.Executables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The doors of one container's network: ports of the host that lead into it, and ports in it that lead to the host's loopback
 * interface. Used by one thread until it is entered, and closed by any.
 */
public final class Gateway implements AutoCloseable {
    private static final InetAddress LOOPBACK = address(127, 0, 0, 1);
    private static final InetAddress LOOPBACK_6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private final Loop loop;
    private final List<Door> published = new ArrayList<>();
    private final Refusals refusals = new Refusals();
    private volatile @Nullable RefusalLog log; // null without egress rules
    private Entry.@Nullable Beginning beginning; // guarded by this
    private @Nullable Entry entry; // guarded by this
    private boolean closed; // guarded by this

    private record Door(InternetSocket socket, int target, boolean datagrams) {}

    private Gateway(Loop loop) {
        this.loop = loop;
    }

    /**
     * A gateway without doors.
     *
     * @param name of its thread
     */
    public static Gateway open(String name) throws KernelException {
        return new Gateway(Loop.open(name));
    }

    /**
     * Takes a TCP port of the host, which from now on accepts connections, and leads to a port inside once the network is
     * entered.
     *
     * @param first of the ports that will do; 0 for any that is free
     * @param last of them
     * @param target port inside
     * @return the port that was taken
     * @throws KernelException if none is to be had: EADDRINUSE, EADDRNOTAVAIL, EACCES
     */
    public int publish(InetAddress host, int first, int last, int target) throws KernelException {
        return publish(host, first, last, target, false);
    }

    /** The same for a UDP port. Whoever sends a datagram gets the answers. */
    public int publishDatagrams(InetAddress host, int first, int last, int target) throws KernelException {
        return publish(host, first, last, target, true);
    }

    private int publish(InetAddress host, int first, int last, int target, boolean datagrams) throws KernelException {
        for (int port = first; ; port++) {
            InternetSocket socket =
                    datagrams ? InternetSocket.openDatagram(Family.of(host)) : InternetSocket.open(Family.of(host));
            try {
                take(socket, new InetSocketAddress(host, port), datagrams);
                int taken = socket.port();
                published.add(new Door(socket, target, datagrams));
                return taken;
            } catch (KernelException e) {
                socket.close();
                if (port == last || !e.is(Errno.EADDRINUSE)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Does what can be done before there is a network.
     *
     * @param outbound what connects the network to others; ends with this gateway
     * @param notices take what the user has to know of that, as what follows "container <id>": now, on the gateway's thread, or
     *     that of whoever asks for refusals
     */
    public synchronized void begin(Executables executables, WayOut outbound, Consumer<String> notices)
            throws IOException {
        beginning = Entry.begin(outbound, new Entry.Visitor(executables, SocketMakerTask.OF_CONTAINER, loop, notices));
    }

    /**
     * Opens all doors, after {@link #begin}. The way out is there when this returns; if there is to be none, that is told and no
     * error. Nothing passes before {@link #serve}.
     *
     * @param pid of a process in the network, which stays meanwhile
     * @param loopback ports inside, on 127.0.0.1, that lead to the same ports of the host's loopback interface
     * @param seat on a network with other containers
     * @param egress what alone may leave, if not everything
     * @throws IOException if the network cannot be entered, or a port inside is taken
     */
    public synchronized void enter(
            int pid, List<Integer> loopback, Optional<NamedNetwork.Seat> seat, Optional<EgressRules> egress)
            throws IOException {
        Entry.Beginning begun = Objects.requireNonNull(beginning, "not begun");
        beginning = null;
        Entry entered = begun.enter(pid);
        entry = entered;
        SocketMaker maker = entered.maker();
        if (egress.isPresent()) {
            guard(maker, egress.get(), seat, begun.visitor().notices());
        }
        if (seat.isPresent()) {
            seat.get().connect(pid, maker, egress.map(EgressRules::names).orElse(true));
        }
        if (entered.routed()) {
            serveNames(maker);
        }
        for (int port : loopback) {
            InternetSocket socket = maker.make(Family.IPV4);
            try {
                socket.listen(new InetSocketAddress(LOOPBACK, port));
            } catch (KernelException e) {
                socket.close();
                throw e;
            }
            add(new Door(socket, port, false), new Way(InternetSocket::open, at(port)));
        }
        while (!published.isEmpty()) {
            Door door = published.remove(published.size() - 1);
            if (door.datagrams()) {
                add(door, maker);
            } else {
                add(door, new Way(maker::make, at(door.target())));
            }
        }
        entered.await();
    }

    /** Has connections pass from now on; what came before waits in the ports. */
    public synchronized void serve() {
        if (!closed) {
            loop.start();
        }
    }

    /** Inside, at the address that a program would have that carries packets: so the container sees no difference. */
    private void serveNames(SocketMaker maker) throws IOException {
        InetAddress address = UserModeNetwork.nameServer();
        try (Links own = new Links(maker.makeNetlink(Netlink.ROUTE))) {
            own.addAddress(Links.LOOPBACK, address, Integer.SIZE);
        }
        NameServer.open(loop, maker, new Names(), Resolver.ofThisMachine(), address);
    }

    /** Before the application is there. */
    private void guard(
            SocketMaker maker, EgressRules egress, Optional<NamedNetwork.Seat> seat, Consumer<String> notices)
            throws IOException {
        Netlink netlink = maker.makeNetlink(Netlink.NETFILTER);
        try {
            RefusalLog opened = RefusalLog.open(
                    loop,
                    netlink,
                    refusals,
                    refusal -> notices.accept("was refused " + refusal + ", which its egress rules do not allow"));
            loop.add(opened, netlink.descriptor());
            log = opened;
        } catch (KernelException e) {
            netlink.close();
            throw e;
        }
        try (Netlink rules = maker.makeNetlink(Netlink.NETFILTER)) {
            egress.filter(
                            seat.isPresent() ? NamedNetwork.nameServer() : UserModeNetwork.nameServer(),
                            seat.isPresent() ? NamedNetwork.prefixes() : List.of())
                    .install(rules);
        }
    }

    private void add(Door door, Way way) throws KernelException {
        Listener listener = new Listener(loop, door.socket(), way);
        loop.add(listener, door.socket().descriptor());
        loop.again(listener); // somebody may wait already
    }

    private void add(Door door, SocketMaker maker) throws KernelException {
        DatagramDoor datagrams = new DatagramDoor(
                loop, door.socket(), maker::makeDatagram, new InetSocketAddress(LOOPBACK, door.target()));
        loop.add(datagrams, door.socket().descriptor());
        loop.again(datagrams);
    }

    private static void take(InternetSocket socket, InetSocketAddress address, boolean datagrams)
            throws KernelException {
        if (datagrams) {
            socket.bind(address);
        } else {
            socket.listen(address);
        }
    }

    private static List<InetSocketAddress> at(int port) {
        return List.of(new InetSocketAddress(LOOPBACK, port), new InetSocketAddress(LOOPBACK_6, port));
    }

    /** What egress rules have refused, until now or the end, in the order of the first attempts. */
    public List<Refusals.Total> refusals() {
        RefusalLog opened = log;
        if (opened != null) {
            opened.takeWaiting();
        }
        return refusals.all();
    }

    /** Closes all doors and connections. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.close();
        published.forEach(door -> door.socket().close());
        if (beginning != null) {
            beginning.close();
        }
        if (entry != null) {
            entry.close();
        }
    }

    private static InetAddress address(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
