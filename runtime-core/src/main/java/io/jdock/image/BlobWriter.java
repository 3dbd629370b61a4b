package io.jdock.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/**
 * Takes content on its way into a {@link ContentStore}. Nothing is trusted before {@link #commit}; closing without it keeps
 * the bytes for a later writer to go on with, but not those that were found to be wrong. Not safe for use by several threads.
 */
public abstract class BlobWriter extends OutputStream {
    /** How many bytes are there already: where to go on. */
    public abstract long written();

    /** Opens what is there already, and what will be, to be read at the same time; the caller closes it. */
    public abstract FileChannel openForReading() throws IOException;

    /** Throws away what is there, for a source that only starts at the beginning. */
    public abstract void restart() throws IOException;

    /**
     * Verifies size and digest and makes the content durable and visible. The writer can only be closed afterwards.
     *
     * @throws ImageException if the content is not what it claims to be; then nothing of it is kept
     */
    public abstract void commit() throws IOException;

    /**
     * Takes bytes.
     *
     * @throws ImageException if there are more than the content may have; then nothing of it is kept
     */
    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }
}
