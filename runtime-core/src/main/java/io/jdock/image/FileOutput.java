package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.WriteBuffer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A file that is written on and on: what comes in pieces is gathered, and the contents of other files the kernel copies. Not safe for
 * use by several threads.
 */
final class FileOutput extends OutputStream {
    private static final int SIZE = 1 << 16;

    private final Descriptor file;
    private final WriteBuffer kernel = new WriteBuffer(SIZE);
    private final byte[] gathered = new byte[SIZE];
    private int count;

    /**
     * @param file is written from its current position on, and stays the caller's
     */
    FileOutput(Descriptor file) {
        this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > SIZE - count) {
            flush();
        }
        if (length > SIZE) {
            kernel.write(file, bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, gathered, count, length);
            count += length;
        }
    }

    /**
     * Writes what another file has.
     *
     * @param other at its beginning
     * @return whether it has this many bytes, neither more nor less; if not, nobody knows what of it was written
     */
    boolean append(Descriptor other, long size) throws IOException {
        flush();
        long done = 0;
        while (done < size) {
            long some = file.append(other, size - done);
            if (some == 0) {
                return false;
            }
            done += some;
        }
        return FileStatus.of(other).size() == size;
    }

    @Override
    public void flush() throws IOException {
        kernel.write(file, gathered, 0, count);
        count = 0;
    }

    @Override
    public void close() throws IOException {
        try (kernel) {
            flush();
        }
    }
}
