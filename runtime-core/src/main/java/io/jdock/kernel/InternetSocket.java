package io.jdock.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A TCP socket of IPv4 or IPv6 (tcp(7)) that never blocks. It belongs to the network namespace that it was made in, wherever
 * it is used: so one that another process made and sent reaches into that process's namespace.
 */
public final class InternetSocket implements AutoCloseable {
    /** Which version of the Internet Protocol a socket speaks, with the number that socket(2) knows it by. */
    public enum Family {
        IPV4(2),
        IPV6(10);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        /** AF_INET or AF_INET6. */
        public int number() {
            return number;
        }

        /** The one that an address is of. */
        public static Family of(InetAddress address) {
            return address.getAddress().length == 4 ? IPV4 : IPV6;
        }
    }

    /** The type for socket(2): SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC. */
    public static final int STREAM = 1 | 0x800 | 0x80000;

    /** The same with SOCK_DGRAM. */
    public static final int DATAGRAM = 2 | 0x800 | 0x80000;

    private static final long ACCEPTED = 0x800 | 0x80000; // SOCK_NONBLOCK, SOCK_CLOEXEC
    private static final long BACKLOG = 4096; // the kernel's own limit since 5.4 (net.core.somaxconn)
    private static final long SHUT_WR = 1;

    private static final long SOL_SOCKET = 1;
    private static final long SO_REUSEADDR = 2;
    private static final long SO_ERROR = 4;
    private static final long SO_LINGER = 13;
    private static final long IPPROTO_TCP = 6;
    private static final long TCP_NODELAY = 1;
    private static final long TCP_CONGESTION = 13;
    private static final long IPPROTO_IPV6 = 41;
    private static final long IPV6_V6ONLY = 26;

    /** The algorithm of congestion control that every kernel has, and that everybody may choose unless root takes it away (tcp(7)). */
    private static final byte[] RENO = {'r', 'e', 'n', 'o'};

    private static final int PORT = 2; // in sockaddr_in and sockaddr_in6, after the family
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8; // after the flow information
    private static final int IPV4_SIZE = 16;
    private static final int IPV6_SIZE = 28;

    private final Descriptor descriptor;

    private InternetSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes a socket of the type {@link #STREAM} or {@link #DATAGRAM} into possession. */
    public static InternetSocket owning(Descriptor descriptor) {
        return new InternetSocket(descriptor);
    }

    /** A new one in the network namespace of this process. */
    public static InternetSocket open(Family family) throws KernelException {
        return new InternetSocket(
                Descriptor.owning((int) Kernel.call(Syscall.SOCKET, family.name(), family.number(), STREAM, 0)));
    }

    /** A new one for datagrams. */
    public static InternetSocket openDatagram(Family family) throws KernelException {
        return new InternetSocket(
                Descriptor.owning((int) Kernel.call(Syscall.SOCKET, family.name(), family.number(), DATAGRAM, 0)));
    }

    /** Takes an address for datagrams, as {@link #listen} does for connections. */
    public void bind(InetSocketAddress address) throws KernelException {
        if (Family.of(address.getAddress()) == Family.IPV6) {
            set(IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        name(Syscall.BIND, address);
    }

    /**
     * Listens on an address. What is sent through connections to one of the loopback interface is not paced.
     *
     * @param address resolved; with port 0, the kernel takes a free one
     */
    public void listen(InetSocketAddress address) throws KernelException {
        set(SOL_SOCKET, SO_REUSEADDR, 1);
        if (address.getAddress().isLoopbackAddress()) {
            sendUnpaced();
        }
        if (Family.of(address.getAddress()) == Family.IPV6) {
            set(IPPROTO_IPV6, IPV6_V6ONLY, 1); // else it would take the IPv4 port as well (ipv6(7))
        }
        name(Syscall.BIND, address);
        descriptor.call(Syscall.LISTEN, BACKLOG, 0);
    }

    /** Begins to connect; once the descriptor can be written, {@link #error} tells whether that has worked. */
    public void connect(InetSocketAddress address) throws KernelException {
        try {
            name(Syscall.CONNECT, address);
        } catch (KernelException e) {
            if (!e.is(Errno.EINPROGRESS)) {
                throw e;
            }
        }
    }

    private void name(Syscall syscall, InetSocketAddress where) throws KernelException {
        byte[] address = where.getAddress().getAddress();
        Family family = Family.of(where.getAddress());
        int size = family == Family.IPV4 ? IPV4_SIZE : IPV6_SIZE;
        int borrowed = descriptor.borrow(syscall);
        try (NativeMemory memory = new NativeMemory(size)) {
            memory.setShort(0, family.number());
            memory.setShort(PORT, Short.toUnsignedInt(Short.reverseBytes((short) where.getPort())));
            memory.set(family == Family.IPV4 ? IPV4_ADDRESS : IPV6_ADDRESS, address, 0, address.length);
            Kernel.call(
                    syscall,
                    where.getAddress().getHostAddress() + ":" + where.getPort(),
                    borrowed,
                    memory.address(),
                    size);
        } finally {
            descriptor.giveBack();
        }
    }

    /** The next connection of a socket that listens; empty if there is none now. */
    public Optional<InternetSocket> accept() throws KernelException {
        try {
            return Optional.of(
                    new InternetSocket(Descriptor.owning((int) descriptor.call(Syscall.ACCEPT4, 0, 0, ACCEPTED, 0))));
        } catch (KernelException e) {
            if (e.is(Errno.EAGAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The port that the socket is bound to. */
    public int port() throws KernelException {
        try (NativeMemory address = new NativeMemory(IPV6_SIZE);
                NativeMemory size = new NativeMemory(4)) {
            size.setInt(0, IPV6_SIZE);
            descriptor.call(Syscall.GETSOCKNAME, address.address(), size.address());
            return Short.toUnsignedInt(Short.reverseBytes((short) address.getShort(PORT)));
        }
    }

    /** The error that has happened since this was asked last, by its number; 0 if none has. */
    public int error() throws KernelException {
        try (NativeMemory value = new NativeMemory(4);
                NativeMemory size = new NativeMemory(4)) {
            size.setInt(0, 4);
            descriptor.call(Syscall.GETSOCKOPT, SOL_SOCKET, SO_ERROR, value.address(), size.address());
            return value.getInt(0);
        }
    }

    /** Sends what is written at once, however little it is. */
    public void sendAtOnce() throws KernelException {
        set(IPPROTO_TCP, TCP_NODELAY, 1);
    }

    /**
     * Sends as fast as the other side reads: for a connection of the loopback interface, on which nothing is lost and nothing has to
     * be found out. bbr, which many machines are set to, would set a timer for almost each packet (net/ipv4/tcp_bbr.c), and take a third
     * of a stream's processor time for that. Accepted connections inherit this from the socket that listens.
     */
    public void sendUnpaced() throws KernelException {
        try (NativeMemory name = new NativeMemory(RENO.length)) {
            name.set(0, RENO, 0, RENO.length);
            descriptor.call(Syscall.SETSOCKOPT, IPPROTO_TCP, TCP_CONGESTION, name.address(), RENO.length);
        } catch (KernelException e) {
            if (!e.is(Errno.EPERM, Errno.ENOENT)) { // root has taken it away: what the machine is set to serves, too
                throw e;
            }
        }
    }

    /** Tells the other side that no more will come. */
    public void shutDownOutput() throws KernelException {
        descriptor.call(Syscall.SHUTDOWN, SHUT_WR, 0);
    }

    /** Closes the connection so that the other side sees it as reset, not as ended. */
    public void reset() {
        try (NativeMemory linger = new NativeMemory(8)) {
            linger.setInt(0, 1); // on, for 0 seconds (socket(7))
            descriptor.call(Syscall.SETSOCKOPT, SOL_SOCKET, SO_LINGER, linger.address(), 8);
        } catch (KernelException e) {
            // it is closed in any case
        } finally {
            close();
        }
    }

    private void set(long level, long option, int value) throws KernelException {
        try (NativeMemory memory = new NativeMemory(4)) {
            memory.setInt(0, value);
            descriptor.call(Syscall.SETSOCKOPT, level, option, memory.address(), 4);
        }
    }

    /** The address of an IPv4 socket's peer, from the form that {@link Datagram#sender} gives. */
    public static InetAddress address(ByteBuffer peer) {
        byte[] address = new byte[4];
        peer.get(peer.position() + IPV4_ADDRESS, address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
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
