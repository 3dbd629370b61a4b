package io.jdock.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file that is written from its beginning to its end: what comes in pieces is gathered, and the contents of other files the
 * kernel copies (sendfile(2)), which takes an eighth of the time. Not safe for use by several threads.
 */
final class FileOutput extends OutputStream {
    private final FileChannel file;
    private final ByteBuffer gathered = ByteBuffer.allocate(1 << 16);

    private FileOutput(FileChannel file) {
        this.file = file;
    }

    /** Makes the file, which must not be there. */
    static FileOutput create(Path file) throws IOException {
        return new FileOutput(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > gathered.remaining()) {
            flush();
        }
        if (length > gathered.remaining()) {
            writeAll(ByteBuffer.wrap(bytes, offset, length));
        } else {
            gathered.put(bytes, offset, length);
        }
    }

    /**
     * Writes what another file has.
     *
     * @return whether it has this many bytes, neither more nor less; if not, nobody knows what of it was written
     */
    boolean append(FileChannel other, long size) throws IOException {
        flush();
        long done = 0;
        while (done < size) {
            long count = other.transferTo(done, size - done, file);
            if (count <= 0) {
                return false;
            }
            done += count;
        }
        return other.size() == size;
    }

    @Override
    public void flush() throws IOException {
        writeAll(gathered.flip());
        gathered.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            flush();
        }
    }
}
