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

    /**
     * Sets an attribute of an open file or directory.
     *
     * @param file not opened with O_PATH
     * @param name with its namespace, such as {@code user.overlay.opaque}
     */
    public static void set(Descriptor file, String name, byte[] value) throws KernelException {
        try (NativeMemory attribute = NativeMemory.of(name);
                NativeMemory content = NativeMemory.of(value)) {
            file.call(Syscall.FSETXATTR, attribute.address(), content.address(), value.length, 0);
        }
    }
}
