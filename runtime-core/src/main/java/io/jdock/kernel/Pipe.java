package io.jdock.kernel;

/** A pipe: what is written to one end is read from the other. */
public record Pipe(Descriptor reader, Descriptor writer) implements AutoCloseable {

    public static Pipe open() throws KernelException {
        try (NativeMemory ends = new NativeMemory(8)) {
            Kernel.call(Syscall.PIPE2, "", ends.address(), Kernel.bits(OpenFlag.O_CLOEXEC));
            return new Pipe(Descriptor.owning(ends.getInt(0)), Descriptor.owning(ends.getInt(4)));
        }
    }

    /** Closes both ends. */
    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
