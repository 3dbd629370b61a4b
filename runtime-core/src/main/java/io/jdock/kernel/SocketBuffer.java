package io.jdock.kernel;

/**
 * Room for a message on its way from one connection to another, which is cheaper than a pipe for as little as one of a few
 * kilobytes. For one thread at a time.
 */
public final class SocketBuffer implements AutoCloseable {
    /** What fits in, in bytes. */
    public static final int SIZE = 16 * 1024;

    private static final long MSG_NOSIGNAL = 0x4000;

    private final NativeMemory bytes = new NativeMemory(SIZE);
    private int held;

    /**
     * Takes what there is to be read.
     *
     * @return how many bytes; 0 at the end, -1 if there are none now. Fewer than {@link #SIZE} are all that there were
     */
    public int receive(InternetSocket from) throws KernelException {
        held = transfer(Syscall.RECVFROM, from, SIZE, 0);
        return held;
    }

    /** Puts what {@link #send} has left over back in. */
    public void put(byte[] rest) {
        bytes.set(0, rest, 0, rest.length);
        held = rest.length;
    }

    /**
     * Gives on what is in it.
     *
     * @return what the other side does not take now; mostly nothing
     */
    public byte[] send(InternetSocket to) throws KernelException {
        int sent = Math.max(transfer(Syscall.SENDTO, to, held, MSG_NOSIGNAL), 0);
        byte[] rest = new byte[held - sent];
        bytes.get(sent, rest, 0, rest.length);
        return rest;
    }

    private int transfer(Syscall syscall, InternetSocket socket, int length, long flags) throws KernelException {
        Descriptor descriptor = socket.descriptor();
        int borrowed = descriptor.borrow(syscall);
        try {
            long count = Kernel.uninterrupted(syscall, borrowed, bytes.address(), length, flags, 0, 0);
            if (count < 0 && count != -Errno.EAGAIN.number()) {
                throw new KernelException(syscall.label(), descriptor.toString(), (int) -count);
            }
            return (int) Math.max(count, -1);
        } finally {
            descriptor.giveBack();
        }
    }

    @Override
    public void close() {
        bytes.close();
    }
}
