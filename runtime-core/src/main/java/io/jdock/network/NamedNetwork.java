package io.jdock.network;

import io.jdock.kernel.Child;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.UnixSocket;
import io.jdock.program.Executables;
import io.jdock.program.Program.Failure.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network that several containers are on: a bridge in a network namespace of its own, with a cable to each of them. A
 * process holds it open; one more makes sockets in it, as {@link SocketMaker} says, and is the parent of what connects it
 * to others. The JVM tells the containers each other's addresses. Safe for use by several threads.
 *
 * <p>Without root, the namespace belongs to a user namespace in which the containers' own are made, for only who has rights in
 * both can lay a cable between two network namespaces (rtnl_newlink() in net/core/rtnetlink.c).
 */
public final class NamedNetwork implements AutoCloseable {
    /** Who knows the names: the bridge's own address. */
    public static final String NAME_SERVER = "10.213.0.1";

    /** Containers that fit into one network. */
    public static final int CAPACITY = 253;

    private static final int PREFIX = 24;
    private static final int PREFIX_6 = 64;
    private static final int FIRST = 2;
    private static final byte[] SUBNET = {10, (byte) 213, 0, 0};
    private static final byte[] SUBNET_6 = {
        (byte) 0xfd, 'j', 'd', 'o', 'c', 'k', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 // RFC 4193: fd, and 40 bits of one's own
    };

    private static final String BRIDGE = "bridge";
    private static final String OUTBOUND = "eth0"; // as whatever connects it makes it
    private static final String INTERFACE = "eth0"; // of a container

    /** Above what the kernel gives by itself: some modules put an interface into each new namespace. */
    private static final int BRIDGE_INDEX = 1000;

    private static final int INTERFACE_INDEX = 1000;
    private static final String HOLDER = "jdock-network";

    private final Child holder;
    private final UnixSocket leash;
    private final Optional<Descriptor> users;
    private final Loop loop;
    private final Names names = new Names();
    private final BitSet taken = new BitSet(); // guarded by this
    private @Nullable Entry entry;
    private @Nullable Links links; // guarded by this
    private boolean ipv6;

    private NamedNetwork(Child holder, UnixSocket leash, Optional<Descriptor> users, Loop loop) {
        this.holder = holder;
        this.leash = leash;
        this.users = users;
        this.loop = loop;
    }

    /** {@link #NAME_SERVER}. */
    static InetAddress nameServer() {
        return address(SUBNET, 1);
    }

    /** What the addresses of all who are on such a network begin with. */
    static List<byte[]> prefixes() {
        return List.of(Arrays.copyOf(SUBNET, PREFIX / Byte.SIZE), Arrays.copyOf(SUBNET_6, PREFIX_6 / Byte.SIZE));
    }

    /** Gives the user namespace of a process its ids. */
    public interface IdMapper {
        void map(int pid) throws IOException;
    }

    /**
     * What a network is made with.
     *
     * @param label in names of threads
     * @param nested whether the containers' user namespaces are to be made in that of the network: for callers without the
     *     rights of root
     * @param mapper of the network's user namespace
     * @param outbound what connects it to others
     * @param resolver who is asked for names that are not of the network
     * @param notices take what the user has to know, as what follows "network <name>"
     */
    public record Setup(
            String label,
            Executables executables,
            boolean nested,
            IdMapper mapper,
            WayOut outbound,
            Resolver resolver,
            Consumer<String> notices) {}

    /**
     * Makes a network that nobody is on.
     *
     * @throws IOException if the kernel refuses a part of it; then nothing is left
     */
    public static NamedNetwork open(Setup setup) throws IOException {
        try (UnixSocket.Pair ends = UnixSocket.pair();
                Descriptor executable = setup.executables().of(HolderProgram.make())) {
            Child holder = new Spawn(
                            new Spawn.Executable.Open(executable),
                            List.of(HOLDER),
                            List.of(),
                            List.of(new Inheritance(ends.second().descriptor(), HolderProgram.CONNECTION)))
                    .start();
            UnixSocket leash = UnixSocket.owning(ends.first().descriptor().duplicate());
            ends.close(); // only the leash may hold the process
            NamedNetwork network = null;
            try {
                awaitReady(leash);
                setup.mapper().map(holder.pid());
                network = new NamedNetwork(holder, leash, users(setup, holder), Loop.open(setup.label()));
                network.build(setup);
                return network;
            } catch (IOException | RuntimeException | Error e) {
                if (network == null) {
                    end(holder, leash);
                } else {
                    network.close();
                }
                throw e;
            }
        }
    }

    private static void awaitReady(UnixSocket leash) throws IOException {
        byte[] word = leash.receive(HolderProgram.READY, 0).bytes();
        if (word.length != HolderProgram.READY) {
            throw new IOException("the process that holds the network has ended");
        }
        Optional<Message.Failed> failed = Message.read(word);
        if (failed.isPresent()) {
            throw failed.get().in(HolderProgram.STEPS.get(failed.get().section()));
        }
    }

    private static Optional<Descriptor> users(Setup setup, Child holder) throws KernelException {
        return setup.nested()
                ? Optional.of(Descriptor.open("/proc/" + holder.pid() + "/ns/user", OpenFlag.O_RDONLY))
                : Optional.empty();
    }

    private void build(Setup setup) throws IOException {
        List<Flag> namespaces = setup.nested() ? SocketMakerTask.OF_CONTAINER : List.of(CloneFlag.CLONE_NEWNET);
        Entry entered = Entry.begin(
                        setup.outbound(), new Entry.Visitor(setup.executables(), namespaces, loop, setup.notices()))
                .enter(holder.pid());
        entry = entered;
        SocketMaker inside = entered.maker();
        Links own = new Links(inside.makeNetlink(Netlink.ROUTE));
        links = own;
        own.bringUp(Links.LOOPBACK);
        own.addBridge(BRIDGE, BRIDGE_INDEX);
        own.addAddress(BRIDGE_INDEX, address(SUBNET, 1), PREFIX);
        ipv6 = addIpv6(own, BRIDGE_INDEX, 1);
        own.bringUp(BRIDGE_INDEX);
        NameServer.open(loop, inside, names, setup.resolver(), address(SUBNET, 1));
        if (entered.await()) {
            connect(own, inside, setup.notices());
        }
        loop.start();
    }

    /** A kernel may have no IPv6, or the machine not want it (sysctl net.ipv6.conf.default.disable_ipv6: EACCES). */
    private static boolean addIpv6(Links links, int index, int number) throws KernelException {
        try {
            links.addAddress(index, address(SUBNET_6, number), PREFIX_6);
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.ENOTSUP, Errno.EAFNOSUPPORT, Errno.EACCES)) {
                return false;
            }
            throw e;
        }
    }

    /** All containers go out by one address: what connects the network knows of no other. */
    private static void connect(Links links, SocketMaker inside, Consumer<String> notices) throws IOException {
        try (Netlink netlink = inside.makeNetlink(Netlink.NETFILTER)) {
            new PacketFilter()
                    .at(PacketFilter.Hook.LEAVING)
                    .rule(
                            PacketFilter.Hook.LEAVING,
                            List.of(PacketFilter.leavesBy(OUTBOUND), PacketFilter.masquerade()))
                    .install(netlink);
            links.forward(BRIDGE);
            links.forward(OUTBOUND);
        } catch (KernelException e) {
            notices.accept("has no way out: this kernel cannot replace addresses (nf_tables with masquerade): "
                    + e.getMessage());
        }
    }

    /**
     * Keeps a place for a container.
     *
     * @param called the container's names, the first of which is told to who asks for an address
     * @throws IOException if there is no place left
     */
    public synchronized Seat reserve(List<String> called) throws IOException {
        int number = taken.nextClearBit(FIRST);
        if (number >= FIRST + CAPACITY) {
            throw new IOException("all " + CAPACITY + " addresses of the network are taken");
        }
        taken.set(number);
        return new Seat(number, List.copyOf(called));
    }

    /** The place of one container. */
    public final class Seat implements AutoCloseable {
        private final int number;
        private final List<String> called;
        private final List<InetAddress> addresses;
        private boolean closed; // guarded by NamedNetwork.this

        private Seat(int number, List<String> called) {
            this.number = number;
            this.called = called;
            this.addresses = ipv6
                    ? List.of(address(SUBNET, number), address(SUBNET_6, number))
                    : List.of(address(SUBNET, number));
        }

        /** The container's addresses, that of IPv4 first. */
        public List<InetAddress> addresses() {
            return addresses;
        }

        /** A user namespace that the container's own has to be made in; belongs to the network. */
        public Optional<Descriptor> users() {
            return users;
        }

        /**
         * Lays the cable.
         *
         * @param pid of a process in the container, which waits meanwhile
         * @param inside of its network
         * @param asks whether it may ask for names that are not of the network
         */
        void connect(int pid, SocketMaker inside, boolean asks) throws IOException {
            try (Descriptor namespace = Descriptor.open("/proc/" + pid + "/ns/net", OpenFlag.O_RDONLY)) {
                lay(number, namespace);
            }
            try (Links own = new Links(inside.makeNetlink(Netlink.ROUTE))) {
                own.addAddress(INTERFACE_INDEX, address(SUBNET, number), PREFIX);
                own.bringUp(INTERFACE_INDEX);
                own.addDefaultRoute(INTERFACE_INDEX, address(SUBNET, 1));
                if (ipv6 && addIpv6(own, INTERFACE_INDEX, number)) {
                    own.addDefaultRoute(INTERFACE_INDEX, address(SUBNET_6, 1));
                }
            }
            names.add(addresses, called, asks);
        }

        /** Takes the cable away. */
        @Override
        public void close() {
            leave(this);
        }
    }

    private synchronized void lay(int number, Descriptor namespace) throws KernelException {
        Links own = links;
        if (own == null) {
            throw new KernelException("netlink", "a network that is closed", Errno.ENODEV.number());
        }
        // the address stays with the hardware's, so that who remembers one from before is not led astray
        byte[] hardware = {0x0a, 'j', 'd', 'k', 0, (byte) number}; // 0a: not given by a maker of hardware
        own.addCable(
                new Links.End("to" + number, BRIDGE_INDEX + number),
                BRIDGE_INDEX,
                new Links.End(INTERFACE, INTERFACE_INDEX),
                namespace,
                hardware);
    }

    private synchronized void leave(Seat seat) {
        if (seat.closed) {
            return;
        }
        seat.closed = true;
        names.remove(seat.addresses);
        Links own = links;
        if (own != null) {
            try {
                own.remove(BRIDGE_INDEX + seat.number);
            } catch (KernelException e) {
                throw new IllegalStateException("cannot take a container off its network", e);
            }
        }
        taken.clear(seat.number);
    }

    /** Who was on it is cut off. */
    @Override
    public void close() {
        synchronized (this) {
            if (links != null) {
                links.close();
                links = null;
            }
        }
        loop.close();
        if (entry != null) {
            entry.close();
        }
        users.ifPresent(Descriptor::close);
        end(holder, leash);
    }

    private static void end(Child holder, UnixSocket leash) {
        leash.close();
        try (holder) {
            holder.waitFor();
        } catch (KernelException e) {
            throw new IllegalStateException("cannot learn of the end of " + holder, e);
        }
    }

    private static InetAddress address(byte[] subnet, int number) {
        byte[] address = subnet.clone();
        address[address.length - 1] = (byte) number;
        try {
            return InetAddress.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
