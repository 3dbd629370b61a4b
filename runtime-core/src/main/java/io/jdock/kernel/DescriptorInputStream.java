package io.jdock.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/** Reads through a buffer outside the heap that lives as long as the stream; one read(2) for each read. */
final class DescriptorInputStream extends BlockInputStream {
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final long FIONREAD = 0x541B;

    private final Descriptor descriptor;
    private final boolean hangupIsEnd;
    private final Object lock = new Object();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private final long address = LibC.address(buffer);

    /**
     * @param hangupIsEnd whether EIO is the end: so a terminal's master reads when nobody has the other side open
     */
    DescriptorInputStream(Descriptor descriptor, boolean hangupIsEnd) {
        this.descriptor = descriptor;
        this.hangupIsEnd = hangupIsEnd;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        synchronized (lock) {
            int count = fill(Math.min(length, BUFFER_SIZE));
            if (count <= 0) {
                return -1;
            }
            buffer.get(0, bytes, offset, count);
            return count;
        }
    }

    private int fill(int length) throws KernelException {
        try {
            return descriptor.read(address, length);
        } catch (KernelException e) {
            if (hangupIsEnd && e.is(Errno.EIO)) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public int available() throws IOException {
        if (hangupIsEnd) {
            // Else what is on its way from the other side does not count yet (n_tty_poll() in drivers/tty/n_tty.c).
            descriptor.awaitReadable(Duration.ZERO);
        }
        try (NativeMemory count = new NativeMemory(4)) {
            descriptor.call(Syscall.IOCTL, FIONREAD, count.address());
            return Math.max(count.getInt(0), 0);
        } catch (KernelException e) {
            if (e.is(Errno.ENOTTY, Errno.EINVAL)) { // a file that cannot tell
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
