package io.jdock.kernel;

import java.util.Optional;

/**
 * A file that nobody else has open, neither by this name nor by another: a lease for writing (fcntl(2), "Leases"). Whoever opens or
 * truncates it meanwhile waits until this object is closed, or for the seconds of {@code /proc/sys/fs/lease-break-time}. This process
 * has to leave it alone, too, except through the one descriptor. The kernel takes the lease back when its process ends.
 */
public final class FileLease implements AutoCloseable {
    private static final int F_SETSIG = 10;
    private static final int F_SETLEASE = 1024;
    private static final int F_GETLEASE = 1025;
    private static final int F_WRLCK = 1;
    private static final int F_UNLCK = 2;

    private final Descriptor file;

    private FileLease(Descriptor file) {
        this.file = file;
    }

    /**
     * Takes the lease of an open file. It ends with the descriptor at the latest, which stays the caller's.
     *
     * @return empty if somebody else has the file open, or it cannot be leased: it is another user's, or its file system, such as that of
     *     a server, does not know who has it open
     */
    public static Optional<FileLease> take(Descriptor file) {
        try {
            // SIGIO, which tells of somebody who waits otherwise, would end the JVM. This one is ignored (signal(7)).
            file.call(Syscall.FCNTL, F_SETSIG, Signal.SIGURG.number());
            file.call(Syscall.FCNTL, F_SETLEASE, F_WRLCK);
            return Optional.of(new FileLease(file));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    /** Whether somebody waits who wants to open the file. */
    public boolean isAwaited() throws KernelException {
        return file.call(Syscall.FCNTL, F_GETLEASE, 0) != F_WRLCK;
    }

    /** Lets the others have the file. */
    @Override
    public void close() {
        try {
            file.call(Syscall.FCNTL, F_SETLEASE, F_UNLCK);
        } catch (KernelException e) {
            // somebody has waited for so long that the kernel has taken it back
        }
    }
}
