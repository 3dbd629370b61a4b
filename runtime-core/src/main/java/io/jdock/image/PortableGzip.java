package io.jdock.image;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.JZlib;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/**
 * Packs as gzip (RFC 1952), to the same bytes on every machine. The JDK's own deflater does not: it is the zlib that the JDK
 * was built with, or the system's, and zlib-ng, Intel's, IBM's and the original one all find other matches.
 */
final class PortableGzip extends OutputStream {
    private static final int BUFFER = 1 << 16;
    private static final int LEVEL = 6;

    /** Method deflate, no flags, no time, no extra flags, operating system unknown. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

    private final OutputStream out;
    private final DeflaterOutputStream deflated;
    private final CRC32 crc = new CRC32();
    private final byte[] chunk = new byte[BUFFER];
    private int filled;
    private long size;

    /**
     * @param out is closed with this stream
     */
    PortableGzip(OutputStream out) throws IOException {
        this.out = out;
        out.write(HEADER);
        deflated = new DeflaterOutputStream(out, deflater(), BUFFER, false);
    }

    private static Deflater deflater() throws GZIPException {
        return new Deflater(LEVEL, JZlib.MAX_WBITS, true);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        size += length;
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, BUFFER - filled);
            System.arraycopy(bytes, offset + done, chunk, filled, count);
            filled += count;
            done += count;
            if (filled == BUFFER) {
                deflateChunk();
            }
        }
    }

    /** Always as many bytes at once: how the input is cut can show in the output (zlib.h, deflate). */
    private void deflateChunk() throws IOException {
        deflated.write(chunk, 0, filled);
        filled = 0;
    }

    /** Writes the end, without which what was written is no archive. */
    void finish() throws IOException {
        deflateChunk();
        deflated.finish();
        writeInt(crc.getValue());
        writeInt(size);
        out.flush();
    }

    private void writeInt(long value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >> shift));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
