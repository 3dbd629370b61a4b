package io.jdock.kernel;

/** Descriptors of processes, which stay with their process when its number is used again. See pidfd_open(2). */
public final class ProcessDescriptor {
    private ProcessDescriptor() {}

    /** A descriptor of a running or not yet waited-for process; it becomes readable when the process ends. */
    public static Descriptor open(int pid) throws KernelException {
        return Descriptor.owning((int) Kernel.call(Syscall.PIDFD_OPEN, "process " + pid, pid, 0));
    }

    /**
     * Sends a signal.
     *
     * @return false if the process is gone
     */
    public static boolean signal(Descriptor process, int signal) throws KernelException {
        try {
            process.call(Syscall.PIDFD_SEND_SIGNAL, signal, 0);
            return true;
        } catch (KernelException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            throw e;
        }
    }
}
