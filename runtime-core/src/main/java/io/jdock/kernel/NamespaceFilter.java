package io.jdock.kernel;

/** What a filter of system calls (seccomp(2)) that this process was started under says to namespaces. */
public final class NamespaceFilter {
    private NamespaceFilter() {}

    /**
     * Whether it refuses new user namespaces. The kernel itself has only one answer to a process of several threads, as a JVM is:
     * EINVAL (unshare(2)); and a filter answers before the kernel looks. So nothing is made by this.
     */
    public static boolean refusesUsers() {
        return Kernel.attempt(Syscall.UNSHARE, CloneFlag.CLONE_NEWUSER.value(Kernel.ARCHITECTURE))
                != -Errno.EINVAL.number();
    }
}
