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
    private volatile boolean closed;
    private volatile boolean ended;
    private boolean kept; // guarded by lock

    ApplicationOutput(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        lock.lock();
        try {
            return source.read();
        } finally {
            unlock();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            return source.read(bytes, offset, length);
        } finally {
            unlock();
        }
    }

    private void unlock() {
        lock.unlock();
        if (ended) {
            keepRest();
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

    /** Keeps what was written, and gives the descriptor back. While a thread is reading, this is left to that thread. */
    void applicationEnded() {
        ended = true;
        keepRest();
    }

    private void keepRest() {
        if (!lock.tryLock()) {
            return; // whoever has the lock comes here when it gives it back
        }
        try {
            if (!kept && !closed) {
                kept = true;
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
