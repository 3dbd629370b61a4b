package io.jdock.kernel;

/** Sessions of processes. See setsid(2). */
public final class ProcessSession {
    private ProcessSession() {}

    /**
     * Puts this process into a session of its own: signals of a terminal, and its end, do not reach it any more.
     *
     * @throws KernelException EPERM if it leads a group of processes
     */
    public static void begin() throws KernelException {
        Kernel.call(Syscall.SETSID, "");
    }
}
