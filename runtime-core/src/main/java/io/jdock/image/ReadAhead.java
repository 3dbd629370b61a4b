package io.jdock.image;

import io.jdock.kernel.BlockInputStream;
import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream by a thread of its own, some pieces ahead of whoever reads this one: what is to be computed for the one and
 * for the other happens at the same time. To be read and closed by one thread.
 */
final class ReadAhead extends BlockInputStream {
    private static final int SIZE = 1 << 18;
    private static final int PIECES = 4;

    /** What was read: some bytes; or the end, which is empty, and what it came by if that was a failure. */
    private static final class Piece {
        final byte[] bytes;
        final int length;
        final @Nullable Throwable failure;

        Piece(byte[] bytes, int length, @Nullable Throwable failure) {
            this.bytes = bytes;
            this.length = length;
            this.failure = failure;
        }
    }

    private final InputStream source;
    private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES);
    private final Thread thread;
    private @Nullable Piece current;
    private int position;

    /**
     * @param source is closed together with this stream, and read by nobody else
     */
    ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 0; i < PIECES; i++) {
            free.add(new byte[SIZE]);
        }
        thread = new DaemonThreads("jdock-read-ahead").start(this::fill);
    }

    private void fill() {
        try {
            Piece piece;
            do {
                piece = next(free.take());
                full.put(piece);
            } while (piece.length > 0);
        } catch (InterruptedException e) {
            // it was closed: nobody waits any more
        }
    }

    private Piece next(byte[] bytes) {
        try {
            return new Piece(bytes, source.readNBytes(bytes, 0, bytes.length), null);
        } catch (IOException | RuntimeException | Error e) {
            return new Piece(bytes, 0, e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        Piece piece = piece();
        if (piece.length == 0) {
            return end(piece.failure);
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece.bytes, position, bytes, offset, count);
        position += count;
        return count;
    }

    /** One that is not read to its end yet, or the last one, which is empty. */
    private Piece piece() throws IOException {
        Piece piece = current;
        if (piece != null && (position < piece.length || piece.length == 0)) {
            return piece;
        }
        try {
            if (piece != null) {
                free.put(piece.bytes);
            }
            piece = full.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was read");
        }
        current = piece;
        position = 0;
        return piece;
    }

    private static int end(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return -1;
    }

    /** Returns when the thread has ended, which may have to read one more piece. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        DaemonThreads.awaitEnd(thread);
        source.close();
    }
}
