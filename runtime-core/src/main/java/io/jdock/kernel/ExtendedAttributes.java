package io.jdock.kernel;

/** Attributes of files beyond owner and mode: see xattr(7). */
public final class ExtendedAttributes {
    private ExtendedAttributes() {}

    /**
     * Whether a file has an attribute; false also if that cannot be found out.
     *
     * @param path symbolic links are followed
     * @param name with its namespace, such as {@code security.capability}
     */
    public static boolean has(String path, String name) {
        try (NativeMemory file = NativeMemory.of(path);
                NativeMemory attribute = NativeMemory.of(name)) {
            return Kernel.attempt(Syscall.GETXATTR, file.address(), attribute.address(), 0, 0) >= 0;
        }
    }
}
