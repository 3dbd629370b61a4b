package io.jdock.kernel;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is read in blocks: a single byte is a block of one. */
public abstract class BlockInputStream extends InputStream {
    /** Waits for at least one byte, if the length is not 0; returns -1 at the end. */
    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
