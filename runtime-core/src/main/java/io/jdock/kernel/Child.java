package io.jdock.kernel;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A child process of the JVM, which has to be waited for: until then the kernel keeps its number, so that nothing here
 * can hit another process. Safe for use by several threads.
 */
public final class Child implements AutoCloseable {
    private static final long P_PIDFD = 3;
    private static final long WNOHANG = 1;
    private static final long WEXITED = 4;
    private static final long WNOWAIT = 0x01000000;

    private static final int SIGINFO_SIZE = 128;
    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_STATUS = 24;
    private static final int CLD_EXITED = 1;

    private final int pid;
    private final Descriptor descriptor;
    private final Object lock = new Object();
    private @Nullable ExitStatus status;

    /**
     * @param descriptor of the process, from pidfd_open(2)
     */
    Child(int pid, Descriptor descriptor) {
        this.pid = pid;
        this.descriptor = descriptor;
    }

    public int pid() {
        return pid;
    }

    /** The pidfd, which becomes readable when the process ends; it belongs to this object. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** Waits until the process has ended, and takes its remains away. */
    public ExitStatus waitFor() throws KernelException {
        synchronized (lock) {
            if (status != null) {
                return status;
            }
        }
        // WNOWAIT first: several threads may wait here without a lock, and one of them takes the remains.
        waitid(WEXITED | WNOWAIT);
        return reap();
    }

    /**
     * Waits for the process as {@link #waitFor()} does.
     *
     * @param timeout not negative
     * @return empty if it has not ended by then
     */
    public Optional<ExitStatus> waitFor(Duration timeout) throws KernelException {
        return descriptor.awaitReadable(timeout) ? Optional.of(reap()) : Optional.empty();
    }

    /** The status if the process has ended already; takes its remains away then. */
    public Optional<ExitStatus> poll() throws KernelException {
        synchronized (lock) {
            if (status == null) {
                status = waitid(WEXITED | WNOHANG);
            }
            return Optional.ofNullable(status);
        }
    }

    /**
     * Sends a signal.
     *
     * @param signal its number
     * @return false if the process has ended and was waited for
     */
    public boolean signal(int signal) throws KernelException {
        return ProcessDescriptor.signal(descriptor, signal);
    }

    public boolean signal(Signal signal) throws KernelException {
        return signal(signal.number());
    }

    private ExitStatus reap() throws KernelException {
        synchronized (lock) {
            if (status == null) {
                status = waitid(WEXITED);
            }
            if (status == null) {
                throw new AssertionError("waitid without WNOHANG returned no child");
            }
            return status;
        }
    }

    private @Nullable ExitStatus waitid(long options) throws KernelException {
        int borrowed = descriptor.borrow("waitid");
        try (NativeMemory info = new NativeMemory(SIGINFO_SIZE)) {
            long result = Kernel.uninterrupted(Syscall.WAITID, P_PIDFD, borrowed, info.address(), options);
            if (result == -Errno.ECHILD.number() && (options & WNOWAIT) != 0) {
                return null; // another thread was faster, and has the status
            }
            if (result < 0) {
                throw new KernelException("waitid", "process " + pid, (int) -result);
            }
            return info.getInt(SI_PID) == 0
                    ? null
                    : new ExitStatus(info.getInt(SI_CODE) != CLD_EXITED, info.getInt(SI_STATUS));
        } finally {
            descriptor.giveBack();
        }
    }

    /** Closes the descriptor of the process, and neither ends it nor waits for it. */
    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "child process " + pid;
    }
}
