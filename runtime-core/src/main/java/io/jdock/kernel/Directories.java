package io.jdock.kernel;

/** Making and removing directories, with the kernel's own error numbers. */
public final class Directories {
    /** Permissions of a directory that only its owner may use. */
    public static final int OWNER_ONLY = 0700;

    private Directories() {}

    /**
     * Makes a directory by mkdirat(2).
     *
     * @param path relative to the working directory of the JVM if not absolute
     * @param mode permission bits, of which the umask takes some away
     */
    public static void make(String path, int mode) throws KernelException {
        try (NativeMemory name = NativeMemory.of(path)) {
            Kernel.call(Syscall.MKDIRAT, path, Kernel.AT_FDCWD, name.address(), mode);
        }
    }

    /** The same, unless something is there already, whatever that is. */
    public static void makeIfMissing(String path, int mode) throws KernelException {
        try {
            make(path, mode);
        } catch (KernelException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    /**
     * Removes an empty directory by unlinkat(2).
     *
     * @param path relative to the working directory of the JVM if not absolute
     */
    public static void remove(String path) throws KernelException {
        try (NativeMemory name = NativeMemory.of(path)) {
            Kernel.call(Syscall.UNLINKAT, path, Kernel.AT_FDCWD, name.address(), AtFlag.AT_REMOVEDIR.value());
        }
    }
}
