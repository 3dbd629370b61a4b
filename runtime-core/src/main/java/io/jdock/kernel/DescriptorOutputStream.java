package io.jdock.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Writes through a buffer outside the heap that lives as long as the stream. */
final class DescriptorOutputStream extends OutputStream {
    private static final int BUFFER_SIZE = 16 * 1024;

    private final Descriptor descriptor;
    private final Object lock = new Object();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private final long address = LibC.address(buffer);

    DescriptorOutputStream(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        synchronized (lock) {
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, BUFFER_SIZE);
                buffer.put(0, bytes, offset + done, count);
                descriptor.writeFully(address, count);
                done += count;
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
