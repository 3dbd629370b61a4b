package io.jdock.kernel;

/** A pipe: what is written to one end is read from the other. */
public record Pipe(Descriptor reader, Descriptor writer) implements AutoCloseable {
    private static final int ALL = 0666;
    private static final long F_SETPIPE_SZ = 1031;
    private static final long MOVE_WITHOUT_BLOCKING = 1 | 2; // SPLICE_F_MOVE, SPLICE_F_NONBLOCK

    public static Pipe open() throws KernelException {
        try (NativeMemory ends = new NativeMemory(8)) {
            Kernel.call(Syscall.PIPE2, "", ends.address(), Kernel.bits(OpenFlag.O_CLOEXEC));
            return new Pipe(Descriptor.owning(ends.getInt(0)), Descriptor.owning(ends.getInt(4)));
        }
    }

    /**
     * A pipe that processes of any user can open by a name such as /dev/stdout: pipes have owners and permissions too. Only
     * those that may trace one of its holders can name it (proc(5), fd).
     */
    public static Pipe openToAll() throws KernelException {
        Pipe pipe = open();
        try {
            pipe.writer().setPermissions(ALL); // both ends are one file
            return pipe;
        } catch (KernelException e) {
            pipe.close();
            throw e;
        }
    }

    /**
     * Moves bytes from one descriptor to another without copying them into this process, by splice(2). One of the two is an
     * end of a pipe. Waits for nothing, provided that the other one is non-blocking.
     *
     * @param most bytes, at least 1
     * @return how many were moved, at least 1; 0 if the first is at its end, -1 if one of the two would block
     */
    public static int move(Descriptor from, Descriptor to, int most) throws KernelException {
        int borrowed = to.borrow("splice");
        int source;
        try {
            source = from.borrow("splice");
        } catch (KernelException e) {
            to.giveBack();
            throw e;
        }
        try {
            long moved = Kernel.uninterrupted(Syscall.SPLICE, source, 0, borrowed, 0, most, MOVE_WITHOUT_BLOCKING);
            if (moved < 0 && moved != -Errno.EAGAIN.number()) {
                throw new KernelException("splice", from + " to " + to, (int) -moved);
            }
            return (int) Math.max(moved, -1);
        } finally {
            from.giveBack();
            to.giveBack();
        }
    }

    /**
     * Makes it larger; what is in it stays there.
     *
     * @param bytes a power of two, and more than it has
     * @return false if this user may not have more: beyond pipe-max-size, or pipe-user-pages-soft for all his pipes together
     *     (pipe(7))
     */
    public boolean widen(int bytes) throws KernelException {
        try {
            writer.call(Syscall.FCNTL, F_SETPIPE_SZ, bytes);
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.EPERM, Errno.ENOMEM)) {
                return false;
            }
            throw e;
        }
    }

    /** Closes both ends. */
    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
