package io.jdock.kernel;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A stream socket of the Unix domain, which can carry descriptors to other processes. See unix(7). */
public final class UnixSocket implements AutoCloseable {
    private static final long AF_UNIX = 1;
    private static final long SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final long SOCK_CLOEXEC = 0x80000;
    private static final long BACKLOG = 128;
    private static final long SOL_SOCKET = 1;
    private static final long SO_PEERCRED = 17;

    private static final int PATH = 2; // in sockaddr_un, after the family
    private static final int LONGEST_PATH = 107;

    private final Descriptor descriptor;

    private UnixSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes a connected or listening socket into possession. */
    public static UnixSocket owning(Descriptor descriptor) {
        return new UnixSocket(descriptor);
    }

    /** What a process sent. */
    public static final class Message {
        private final byte[] bytes;
        private final List<Descriptor> descriptors;

        private Message(byte[] bytes, List<Descriptor> descriptors) {
            this.bytes = bytes;
            this.descriptors = descriptors;
        }

        public byte[] bytes() {
            return bytes;
        }

        /** They belong to whoever received the message. */
        public List<Descriptor> descriptors() {
            return descriptors;
        }

        /** Whether the other side has closed: nothing more will come. */
        public boolean isEnd() {
            return bytes.length == 0;
        }
    }

    /**
     * Who was at the other end when the connection was made: its process and its user, as this process sees them; 0 for a process
     * that it does not see.
     */
    public record Peer(int pid, int uid) {}

    /** Two sockets, each connected to the other. */
    public record Pair(UnixSocket first, UnixSocket second) implements AutoCloseable {
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    public static Pair pair() throws KernelException {
        try (NativeMemory ends = new NativeMemory(8)) {
            Kernel.call(Syscall.SOCKETPAIR, "", AF_UNIX, SOCK_STREAM_CLOEXEC, 0, ends.address());
            return new Pair(
                    new UnixSocket(Descriptor.owning(ends.getInt(0))),
                    new UnixSocket(Descriptor.owning(ends.getInt(4))));
        }
    }

    /**
     * Makes a socket file, and listens.
     *
     * @param path must not exist; the file outlives the socket
     */
    public static UnixSocket listen(String path) throws KernelException {
        UnixSocket socket = new UnixSocket(create());
        try {
            socket.name(Syscall.BIND, path);
            socket.descriptor.call(Syscall.LISTEN, BACKLOG, 0);
            return socket;
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to a socket file on which somebody listens. */
    public static UnixSocket connect(String path) throws KernelException {
        UnixSocket socket = new UnixSocket(create());
        try {
            socket.name(Syscall.CONNECT, path);
            return socket;
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    private static Descriptor create() throws KernelException {
        return Descriptor.owning((int) Kernel.call(Syscall.SOCKET, "AF_UNIX", AF_UNIX, SOCK_STREAM_CLOEXEC, 0));
    }

    /** Binds or connects. A path that has no room in an address is reached through a descriptor of its directory. */
    private void name(Syscall syscall, String path) throws KernelException {
        byte[] bytes = NativeMemory.bytes(path);
        if (bytes.length <= LONGEST_PATH) {
            name(syscall, path, bytes);
            return;
        }
        File file = new File(path);
        String parent = file.getParent() == null ? "." : file.getParent();
        try (Descriptor directory = Descriptor.open(parent, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            byte[] other = NativeMemory.bytes("/proc/self/fd/" + directory.number() + "/" + file.getName());
            if (other.length > LONGEST_PATH) {
                throw new KernelException(syscall.label(), path, Errno.ENAMETOOLONG.number());
            }
            name(syscall, path, other);
        }
    }

    private void name(Syscall syscall, String subject, byte[] path) throws KernelException {
        int borrowed = descriptor.borrow(syscall);
        try (NativeMemory address = new NativeMemory(PATH + path.length + 1L)) {
            address.setShort(0, (int) AF_UNIX);
            address.set(PATH, path, 0, path.length);
            Kernel.call(syscall, subject, borrowed, address.address(), PATH + path.length + 1L);
        } finally {
            descriptor.giveBack();
        }
    }

    /** The next connection of a socket that listens. */
    public UnixSocket accept() throws KernelException {
        return new UnixSocket(Descriptor.owning((int) descriptor.call(Syscall.ACCEPT4, 0, 0, SOCK_CLOEXEC, 0)));
    }

    /** Who has connected; see unix(7), SO_PEERCRED. */
    public Peer peer() throws KernelException {
        try (NativeMemory credentials = new NativeMemory(12); // struct ucred: process, user, group
                NativeMemory size = new NativeMemory(4)) {
            size.setInt(0, 12);
            descriptor.call(Syscall.GETSOCKOPT, SOL_SOCKET, SO_PEERCRED, credentials.address(), size.address());
            return new Peer(credentials.getInt(0), credentials.getInt(4));
        }
    }

    /**
     * Sends bytes and, with the first of them, copies of descriptors.
     *
     * @param bytes at least one; all are sent, or this fails
     * @param descriptors at most 253 (SCM_MAX_FD)
     */
    public void send(byte[] bytes, Descriptor... descriptors) throws KernelException {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("descriptors travel with at least one byte");
        }
        int sent;
        try (SocketMessage message = new SocketMessage(bytes.length, descriptors.length)) {
            message.put(bytes);
            int borrowed = 0;
            try {
                for (; borrowed < descriptors.length; borrowed++) {
                    message.putDescriptor(borrowed, descriptors[borrowed].borrow("sendmsg"));
                }
                sent = (int) descriptor.call(Syscall.SENDMSG, message.address(), 0);
            } finally {
                while (borrowed > 0) {
                    descriptors[--borrowed].giveBack();
                }
            }
            descriptor.writeFully(message.bytes() + sent, bytes.length - sent);
        }
    }

    /**
     * Receives what is there, waiting for it.
     *
     * @param most bytes, at least 1; more stay for the next time
     * @param mostDescriptors at most 253; those beyond it are lost, which is an error
     * @return the descriptors belong to the caller
     */
    public Message receive(int most, int mostDescriptors) throws KernelException {
        try (SocketMessage message = new SocketMessage(most, mostDescriptors)) {
            message.expectDescriptors();
            int count = (int) descriptor.call(Syscall.RECVMSG, message.address(), SocketMessage.CLOSE_ON_EXEC);
            List<Descriptor> received = new ArrayList<>();
            for (int number : message.descriptors()) {
                received.add(Descriptor.owning(number));
            }
            if (message.isTruncated()) {
                received.forEach(Descriptor::close);
                throw new KernelException(
                        "recvmsg", "with more than " + mostDescriptors + " descriptors", Errno.EMSGSIZE.number());
            }
            return new Message(message.take(count), List.copyOf(received));
        }
    }

    /** It belongs to this socket. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Closing it closes the socket. */
    public InputStream inputStream() {
        return descriptor.inputStream();
    }

    /** Closing it closes the socket. */
    public OutputStream outputStream() {
        return descriptor.outputStream();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
