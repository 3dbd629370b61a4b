package io.jdock.kernel;

/** Executables that are nowhere in the file system, for {@link Spawn.Executable.Open}. */
public final class ExecutableFile {
    private static final long MFD_CLOEXEC = 0x1;
    private static final long MFD_ALLOW_SEALING = 0x2;
    private static final long MFD_EXEC = 0x10;

    private static final long F_ADD_SEALS = 1033;
    private static final long F_SEAL_ALL = 0x1 | 0x2 | 0x4 | 0x8; // SEAL, SHRINK, GROW, WRITE

    private static final long O_TMPFILE = 0x400000;
    private static final int OWNER_ONLY = 0700;

    private ExecutableFile() {}

    /**
     * An executable {@linkplain #inMemory in memory} where that is allowed, else {@linkplain #inDirectory in a directory}.
     *
     * @param name shown by {@code /proc/<pid>/exe} as {@code /memfd:<name>}; at most 249 bytes
     * @param directory on a file system that is not mounted noexec, writable by the caller alone
     */
    public static Descriptor create(String name, byte[] content, String directory) throws KernelException {
        try {
            return inMemory(name, content);
        } catch (KernelException e) {
            if (e.is(Errno.EACCES)) {
                return inDirectory(directory, content);
            }
            throw e;
        }
    }

    /**
     * An executable in memory whose content nobody can change any more, not even a process that runs it as root (as
     * CVE-2019-5736 did with the container's runtime).
     *
     * @param name shown by {@code /proc/<pid>/exe} as {@code /memfd:<name>}; at most 249 bytes
     * @throws KernelException with EACCES where the sysctl vm.memfd_noexec is 2
     */
    public static Descriptor inMemory(String name, byte[] content) throws KernelException {
        Descriptor file = create(name);
        try {
            file.write(content);
            file.call(Syscall.FCNTL, F_ADD_SEALS, F_SEAL_ALL);
            return file;
        } catch (KernelException e) {
            file.close();
            throw e;
        }
    }

    private static Descriptor create(String name) throws KernelException {
        try (NativeMemory memory = NativeMemory.of(name)) {
            long flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
            // Since 6.3 a memfd may have to ask for being executable; before, the flag is not known.
            long file = Kernel.uninterrupted(Syscall.MEMFD_CREATE, memory.address(), flags | MFD_EXEC);
            if (file == -Errno.EINVAL.number()) {
                file = Kernel.uninterrupted(Syscall.MEMFD_CREATE, memory.address(), flags);
            }
            if (file < 0) {
                throw new KernelException("memfd_create", name, (int) -file);
            }
            return Descriptor.owning((int) file);
        }
    }

    /**
     * An executable in a directory, but without a name there, for where {@link #inMemory} is not allowed. Its owner is
     * the caller, and nobody else can open it.
     *
     * @param directory on a file system that is not mounted noexec, writable by the caller alone
     */
    public static Descriptor inDirectory(String directory, byte[] content) throws KernelException {
        try (Descriptor writable = createUnnamed(directory)) {
            writable.write(content);
            // The file cannot be executed while it is open for writing (ETXTBSY): hence a second descriptor.
            return Descriptor.open("/proc/self/fd/" + writable.number(), OpenFlag.O_RDONLY);
        }
    }

    private static Descriptor createUnnamed(String directory) throws KernelException {
        try (NativeMemory path = NativeMemory.of(directory)) {
            long flags = O_TMPFILE | Kernel.bits(OpenFlag.O_DIRECTORY, OpenFlag.O_RDWR, OpenFlag.O_CLOEXEC);
            return Descriptor.owning(
                    (int) Kernel.call(Syscall.OPENAT, directory, Kernel.AT_FDCWD, path.address(), flags, OWNER_ONLY));
        }
    }
}
