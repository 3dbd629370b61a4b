package io.jdock.kernel;

import java.io.InputStream;

/** What can be asked of a terminal; see ioctl_tty(2), termios(3). It does not own the descriptor. */
public final class Terminal {
    private static final long TCGETS = 0x5401;

    /** Sets the settings once all output is written. */
    public static final long TCSETSW = 0x5403;

    private static final long TIOCGPGRP = 0x540f;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;

    /** The kernel's struct termios: four words of flags, the line discipline, 19 control characters. */
    private static final int TERMIOS_SIZE = 36;

    private static final int INPUT = 0;
    private static final int OUTPUT = 4;
    private static final int CONTROL = 8;
    private static final int LOCAL = 12;
    private static final int CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    private final Descriptor descriptor;

    private Terminal(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * The terminal behind a descriptor.
     *
     * @throws KernelException with ENOTTY if the descriptor is none of a terminal
     */
    public static Terminal of(Descriptor descriptor) throws KernelException {
        Terminal terminal = new Terminal(descriptor);
        try (NativeMemory settings = new NativeMemory(TERMIOS_SIZE)) {
            descriptor.call(Syscall.IOCTL, TCGETS, settings.address());
        }
        return terminal;
    }

    /** Whether a descriptor is one of a terminal. */
    public static boolean isTerminal(Descriptor descriptor) throws KernelException {
        try {
            of(descriptor);
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.ENOTTY, Errno.EINVAL, Errno.EIO)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Whether this process may read from the terminal and change it: it is the controlling one, and the process is in its
     * foreground process group. Others are stopped (SIGTTIN, SIGTTOU).
     */
    public boolean inForeground() throws KernelException {
        try (NativeMemory group = new NativeMemory(4)) {
            descriptor.call(Syscall.IOCTL, TIOCGPGRP, group.address());
            return group.getInt(0) == Kernel.call(Syscall.GETPGID, "", 0);
        } catch (KernelException e) {
            if (e.is(Errno.ENOTTY)) {
                return false;
            }
            throw e;
        }
    }

    /** Its settings as the kernel has them (struct termios). */
    public byte[] settings() throws KernelException {
        byte[] bytes = new byte[TERMIOS_SIZE];
        try (NativeMemory settings = new NativeMemory(TERMIOS_SIZE)) {
            descriptor.call(Syscall.IOCTL, TCGETS, settings.address());
            settings.get(0, bytes, 0, TERMIOS_SIZE);
        }
        return bytes;
    }

    public WindowSize windowSize() throws KernelException {
        try (NativeMemory size = new NativeMemory(8)) { // rows, columns, two unused
            descriptor.call(Syscall.IOCTL, TIOCGWINSZ, size.address());
            return new WindowSize(size.getShort(0) & 0xffff, size.getShort(2) & 0xffff);
        }
    }

    /** Sets the size; the terminal's foreground process group gets SIGWINCH if it changes. */
    public void setWindowSize(WindowSize window) throws KernelException {
        try (NativeMemory size = new NativeMemory(8)) {
            size.setShort(0, window.rows());
            size.setShort(2, window.columns());
            descriptor.call(Syscall.IOCTL, TIOCSWINSZ, size.address());
        }
    }

    /**
     * Lets every byte pass unchanged and at once, without echo and signals, as cfmakeraw(3) does. Blocks if the process
     * is not in the terminal's foreground.
     *
     * @return sets the settings back when it is closed
     */
    public RawMode raw() throws KernelException {
        byte[] before = settings();
        try (NativeMemory settings = NativeMemory.of(before)) {
            // IGNBRK, BRKINT, PARMRK, ISTRIP, INLCR, IGNCR, ICRNL, IXON
            clear(settings, INPUT, 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400);
            clear(settings, OUTPUT, 0x1); // OPOST
            clear(settings, LOCAL, 0x1 | 0x2 | 0x8 | 0x40 | 0x8000); // ISIG, ICANON, ECHO, ECHONL, IEXTEN
            clear(settings, CONTROL, 0x100); // PARENB
            settings.setInt(CONTROL, settings.getInt(CONTROL) | 0x30); // CS8
            settings.setByte(CHARACTERS + VMIN, 1);
            settings.setByte(CHARACTERS + VTIME, 0);
            descriptor.call(Syscall.IOCTL, TCSETSW, settings.address());
        }
        return new RawMode(descriptor, before);
    }

    private static void clear(NativeMemory settings, int offset, int bits) {
        settings.setInt(offset, settings.getInt(offset) & ~bits);
    }

    /** Raw mode, as long as it is not closed. */
    public static final class RawMode implements AutoCloseable {
        private final Descriptor descriptor;
        private final byte[] before;
        private boolean closed;

        private RawMode(Descriptor descriptor, byte[] before) {
            this.descriptor = descriptor;
            this.before = before;
        }

        /** Sets the former settings; does nothing when done already, or when the terminal is gone. */
        @Override
        public synchronized void close() throws KernelException {
            if (closed) {
                return;
            }
            closed = true;
            try (NativeMemory settings = NativeMemory.of(before)) {
                descriptor.call(Syscall.IOCTL, TCSETSW, settings.address());
            } catch (KernelException e) {
                if (!e.is(Errno.EIO, Errno.ENOTTY)) {
                    throw e;
                }
            }
        }
    }

    /**
     * A stream that reads from a pseudo-terminal's master, unbuffered, and closes it. It ends when the other side has been
     * opened and no process has it open any more, which the kernel shows as an error (EIO).
     */
    public static InputStream masterInputStream(Descriptor master) {
        return new DescriptorInputStream(master, true);
    }
}
