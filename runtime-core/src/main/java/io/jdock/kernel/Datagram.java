package io.jdock.kernel;

import java.nio.ByteBuffer;

/** Room for one datagram on its way from one socket to another: udp(7). For one thread at a time. */
public final class Datagram implements AutoCloseable {
    private static final int LONGEST = 65_536;
    private static final int ADDRESS_SIZE = 28; // struct sockaddr_in6, the longer of the two

    private final NativeMemory bytes = new NativeMemory(LONGEST);
    private final NativeMemory address = new NativeMemory(ADDRESS_SIZE);
    private final NativeMemory size = new NativeMemory(4);
    private int length;

    /**
     * Takes the next datagram of a socket.
     *
     * @return false if there is none now
     * @throws KernelException if there is an error instead, such as ECONNREFUSED after something was sent
     */
    public boolean receive(InternetSocket socket) throws KernelException {
        size.setInt(0, ADDRESS_SIZE);
        try {
            length = (int) socket.descriptor()
                    .call(Syscall.RECVFROM, bytes.address(), LONGEST, 0, address.address(), size.address());
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** What is in it. */
    public byte[] content() {
        byte[] content = new byte[length];
        bytes.get(0, content, 0, length);
        return content;
    }

    /**
     * Puts something else into it.
     *
     * @param content at most 65,507 bytes, which is what fits into a datagram of IPv4
     */
    public void content(byte[] content) {
        bytes.set(0, content, 0, content.length);
        length = content.length;
    }

    /** The sender's address, in the kernel's form. */
    public ByteBuffer sender() {
        byte[] sender = new byte[size.getInt(0)];
        address.get(0, sender, 0, sender.length);
        return ByteBuffer.wrap(sender).asReadOnlyBuffer();
    }

    /** Sends it by a connected socket. One that finds no room is lost, as on any network. */
    public void send(InternetSocket socket) throws KernelException {
        send(socket, 0, 0);
    }

    /** Sends it to an address that {@link #sender} has told. */
    public void send(InternetSocket socket, ByteBuffer to) throws KernelException {
        byte[] target = new byte[to.remaining()];
        to.duplicate().get(target);
        address.set(0, target, 0, target.length);
        send(socket, address.address(), target.length);
    }

    private void send(InternetSocket socket, long to, int toSize) throws KernelException {
        try {
            socket.descriptor().call(Syscall.SENDTO, bytes.address(), length, 0, to, toSize);
        } catch (KernelException e) {
            if (!e.is(Errno.EAGAIN)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        bytes.close();
        address.close();
        size.close();
    }
}
