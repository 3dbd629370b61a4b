package io.jdock.image;

import io.jdock.kernel.FileStatus;
import io.jdock.oci.Digest;
import java.time.Instant;

/**
 * A document of an image, and the file that had it when it was verified, as git's index knows files: whoever changes a file changes its
 * status, if only the time of that, which nobody can set.
 *
 * @param modified when its content was changed, in nanoseconds, of which those count that a long has
 * @param changed when anything of it was changed, likewise
 */
record SeenDocument(Digest digest, long inode, long size, long modified, long changed) {
    private static final long NANOS = 1_000_000_000;

    /**
     * A document that is about to be read.
     *
     * @param file that has it
     */
    static SeenDocument of(Digest digest, FileStatus file) {
        return new SeenDocument(digest, file.inode(), file.size(), nanos(file.modified()), nanos(file.changed()));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }

    /** Whether a file is the one that had it. */
    boolean isIn(FileStatus file) {
        return file.inode() == inode
                && file.size() == size
                && nanos(file.modified()) == modified
                && nanos(file.changed()) == changed;
    }
}
