package io.jdock.kernel;

import java.util.Objects;

/**
 * Memory outside the heap through which bytes of the heap are written to any number of files, one after the other. Not safe
 * for use by several threads.
 */
public final class WriteBuffer implements AutoCloseable {
    private final int size;
    private final NativeMemory memory;

    /**
     * @param size in bytes, more than 0: what goes to the kernel at once
     */
    public WriteBuffer(int size) {
        this.size = size;
        this.memory = new NativeMemory(size);
    }

    /**
     * Writes a part of an array at the current position of a file.
     *
     * @throws KernelException also when only a part of it has been written
     */
    public void write(Descriptor file, byte[] bytes, int offset, int length) throws KernelException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int done = 0; done < length; done += size) {
            int count = Math.min(length - done, size);
            memory.set(0, bytes, offset + done, count);
            file.writeFully(memory.address(), count);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
