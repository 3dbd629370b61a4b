package io.jdock.kernel;

import java.nio.file.Path;

/** Files in memory that have no name anywhere: nothing of them is left, however their owner ends. */
public final class MemoryFile {
    private static final long MFD_CLOEXEC = 0x1;
    private static final long MFD_NOEXEC_SEAL = 0x8;

    private MemoryFile() {}

    /**
     * An empty one, for reading and writing, which cannot be executed.
     *
     * @param name shown in {@code /proc/<pid>/fd} as {@code /memfd:<name>}; at most 249 bytes
     */
    public static Descriptor create(String name) throws KernelException {
        try (NativeMemory memory = NativeMemory.of(name)) {
            // Where the sysctl vm.memfd_noexec is 2, it has to be said; before Linux 6.3 the flag is not known.
            long file = Kernel.uninterrupted(Syscall.MEMFD_CREATE, memory.address(), MFD_CLOEXEC | MFD_NOEXEC_SEAL);
            if (file == -Errno.EINVAL.number()) {
                file = Kernel.uninterrupted(Syscall.MEMFD_CREATE, memory.address(), MFD_CLOEXEC);
            }
            if (file < 0) {
                throw new KernelException("memfd_create", name, (int) -file);
            }
            return Descriptor.owning((int) file);
        }
    }

    /** Where this process finds an open file, as long as it is open. */
    public static Path path(Descriptor file) {
        return Path.of("/proc/self/fd/" + file.number());
    }
}
