package io.jdock.kernel;

/**
 * A pair of connected terminals: what is typed at the master is read by programs at the other side. See pty(7).
 *
 * @param master for whoever stands for the person at the keyboard
 * @param slave for the program
 */
public record PseudoTerminal(Descriptor master, Descriptor slave) implements AutoCloseable {
    private static final long TIOCSPTLCK = 0x40045431;
    private static final long TIOCGPTPEER = 0x5441;

    /** Opens a pair in the host's /dev/pts, of which neither side becomes the controlling terminal. */
    public static PseudoTerminal open() throws KernelException {
        Descriptor master = Descriptor.open("/dev/ptmx", OpenFlag.O_RDWR, OpenFlag.O_NOCTTY);
        try (NativeMemory unlock = new NativeMemory(4)) {
            master.call(Syscall.IOCTL, TIOCSPTLCK, unlock.address());
            long flags = Kernel.bits(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC);
            return new PseudoTerminal(master, Descriptor.owning((int) master.call(Syscall.IOCTL, TIOCGPTPEER, flags)));
        } catch (KernelException e) {
            master.close();
            throw e;
        }
    }

    /** Closes both sides. */
    @Override
    public void close() {
        master.close();
        slave.close();
    }
}
