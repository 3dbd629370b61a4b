package io.jdock.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the application writes, which can be read after its end too: at the end the rest is kept and the descriptor given
 * back, so that a container whose output nobody reads or closes leaks nothing. The JDK does so for its processes.
 */
final class ApplicationOutput extends InputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile InputStream source;
    private boolean closed; // guarded by lock, or set while a reader holds it

    ApplicationOutput(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        lock.lock();
        try {
            return source.read();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            return source.read(bytes, offset, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() throws IOException {
        return source.available();
    }

    /** Does not wait for a reader, who goes on until the application's end. */
    @Override
    public void close() throws IOException {
        closed = true;
        source.close();
    }

    /** Keeps what was written, and closes. Waits for a reader, who sees the end now. */
    void applicationEnded() {
        lock.lock();
        try {
            if (!closed) {
                ByteArrayOutputStream rest = new ByteArrayOutputStream();
                for (int count = source.available(); count > 0; count = source.available()) {
                    rest.write(source.readNBytes(count));
                }
                source.close();
                source = new ByteArrayInputStream(rest.toByteArray());
            }
        } catch (IOException e) {
            // closed by its reader meanwhile: nobody wants the rest
            source = InputStream.nullInputStream();
        } finally {
            lock.unlock();
        }
    }
}
