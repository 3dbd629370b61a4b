package io.jdock.image;

import io.jdock.kernel.Descriptor;

/**
 * Lets the kernel write a file to disk while more of it comes, so that there is little to wait for when it has to last. Not
 * safe for use by several threads.
 */
final class Writeback {
    private static final long STRETCH = 8 << 20;

    /** Of a small file, the call takes longer than what it saves. */
    private static final long LAST_STRETCH = 1 << 16;

    private final Descriptor file;
    private long started;

    /**
     * @param file stays the caller's
     */
    Writeback(Descriptor file) {
        this.file = file;
    }

    /** To be told whenever the file has grown, or was begun anew. */
    void advance(long written) {
        if (written < started) {
            started = 0;
        }
        if (written - started >= STRETCH) {
            file.startWriting(started, written - started);
            started = written;
        }
    }

    /** To be told when there will be no more of a file. */
    void finish(long written) {
        if (written - started >= LAST_STRETCH) {
            file.startWriting(started, written - started);
        }
    }
}
