package io.jdock.image;

import io.jdock.kernel.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way into a store, which one thread brings and another reads as far as it has come. It is read from the file that it is
 * written to, so the one who brings it never waits for the reader, and little of it is in memory. Safe for use by several threads.
 */
public final class Incoming implements LayerSource, AutoCloseable {
    private @Nullable FileChannel file; // guarded by this, as is what follows
    private long available;
    private boolean complete;
    private boolean given;

    /**
     * Some of it may be there from now on.
     *
     * @param beginning what it is written to, which this object closes
     */
    public synchronized void begin(FileChannel beginning, long bytes) throws IOException {
        if (file != null || given) {
            giveUp();
            beginning.close();
            return;
        }
        file = beginning;
        available = bytes;
        notifyAll();
    }

    /** More of it is there: so many bytes in all. */
    public synchronized void advance(long bytes) {
        available = bytes;
        notifyAll();
    }

    /** All of it is there, and is what it shall be. */
    public synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /**
     * What has been read of it may be wrong, or there is no more to come: readers fail. To be called before bytes that were there are
     * changed. Has no effect once it is complete.
     */
    public synchronized void giveUp() {
        if (!complete) {
            given = true;
            notifyAll();
        }
    }

    /** Whether a reader has seen, or can still see, nothing but what it shall be. */
    public synchronized boolean isComplete() {
        return complete && !given;
    }

    /** Closes the file. Readers fail. */
    @Override
    public synchronized void close() throws IOException {
        complete = false;
        giveUp();
        if (file != null) {
            file.close();
        }
    }

    @Override
    public InputStream open() {
        return new Reader();
    }

    /** What it is read from, once there is something behind a position; null at the end. */
    private synchronized @Nullable FileChannel await(long position) throws IOException {
        try {
            while (!given && !complete && (file == null || position >= available)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while content was awaited");
        }
        requireGood();
        return position < available ? Objects.requireNonNull(file) : null;
    }

    private synchronized void requireGood() throws IOException {
        if (given) {
            throw new IOException("the content comes otherwise than it began to");
        }
    }

    private final class Reader extends BlockInputStream {
        private long position;

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            FileChannel from = await(position);
            if (from == null) {
                return -1;
            }
            int count = from.read(ByteBuffer.wrap(bytes, offset, length), position);
            requireGood(); // only now: it may have been changed since
            if (count < 0) {
                throw new IOException("the content is shorter than it was");
            }
            position += count;
            return count;
        }

        /** Nobody knows whether there is more; GZIPInputStream looks for a further member only if this is not 0. */
        @Override
        public int available() {
            return 1;
        }
    }
}
