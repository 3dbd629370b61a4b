package io.jdock.image;

import io.jdock.kernel.FileLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes content to a file that gets its final name when all is there and right. */
final class FileBlobWriter extends BlobWriter {
    private static final int BUFFER = 1 << 16;

    private final Path partial;
    private final Path destination;
    private final Verification verification;
    private final FileLock lock;
    private final FileChannel file;
    private final Writeback writeback;
    private boolean done;

    private FileBlobWriter(Path partial, Path destination, Verification verification, FileLock lock, FileChannel file) {
        this.partial = partial;
        this.destination = destination;
        this.verification = verification;
        this.lock = lock;
        this.file = file;
        this.writeback = new Writeback(lock.file());
    }

    /** Waits for its turn, and takes into account what is there already. */
    static BlobWriter open(Path partial, Path destination, Verification verification) throws IOException {
        FileLock lock = FileLock.exclusive(partial.toString());
        try {
            FileChannel file = FileChannel.open(partial, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileBlobWriter writer = new FileBlobWriter(partial, destination, verification, lock, file);
            try {
                writer.takeUp();
                return writer;
            } catch (IOException | RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private void takeUp() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (file.read(buffer.clear()) >= 0) {
                verification.update(buffer.array(), 0, buffer.position());
            }
        } catch (ImageException e) {
            restart(); // more than there may be is a leftover of something else
        }
    }

    @Override
    public long written() {
        return verification.seen();
    }

    @Override
    public FileChannel openForReading() throws IOException {
        return FileChannel.open(partial, StandardOpenOption.READ);
    }

    @Override
    public void restart() throws IOException {
        verification.restart();
        file.truncate(0);
        file.position(0);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            verification.update(bytes, offset, length);
        } catch (ImageException e) {
            drop();
            throw e;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        writeback.advance(verification.seen());
    }

    @Override
    public void commit() throws IOException {
        try {
            verification.finish();
        } catch (ImageException e) {
            drop();
            throw e;
        }
        file.force(true);
        Files.createDirectories(destination.getParent());
        Files.move(partial, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LocalStore.synchronize(destination.getParent());
        done = true;
    }

    private void drop() throws IOException {
        Files.deleteIfExists(partial);
        done = true;
    }

    /** Keeps the file for another writer, unless it is empty. */
    @Override
    public void close() throws IOException {
        try (lock;
                file) {
            if (!done && verification.seen() == 0) {
                Files.deleteIfExists(partial);
            }
            done = true;
        }
    }
}
