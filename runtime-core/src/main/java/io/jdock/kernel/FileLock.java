package io.jdock.kernel;

import java.util.Optional;

/**
 * A lock on a file by flock(2), against other threads as well as other processes: it belongs to the open file, unlike Java's,
 * which is the whole JVM's and goes away when any stream on the file is closed. The kernel gives it back when its process
 * ends.
 */
public final class FileLock implements AutoCloseable {
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    private final Descriptor file;

    private FileLock(Descriptor file) {
        this.file = file;
    }

    /**
     * Waits until the file is this thread's alone; makes an empty one if there is none. The holder may rename or remove it:
     * the next one then locks a new file of that name.
     *
     * @param path of a regular file; symbolic links at its end are refused
     */
    public static FileLock exclusive(String path) throws KernelException {
        return take(path, OpenFlag.O_RDWR, OpenFlag.O_CREAT, OpenFlag.O_NOFOLLOW);
    }

    /** As {@link #exclusive}, but makes no file: empty if there is none, or none any more when the wait is over. */
    public static Optional<FileLock> existing(String path) throws KernelException {
        try {
            return Optional.of(take(path, OpenFlag.O_RDWR, OpenFlag.O_NOFOLLOW));
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static FileLock take(String path, OpenFlag... flags) throws KernelException {
        while (true) {
            Descriptor file = Descriptor.open(path, flags);
            boolean taken = false;
            try {
                file.call(Syscall.FLOCK, LOCK_EX, 0);
                taken = isStillThere(path, file);
                if (taken) {
                    return new FileLock(file);
                }
            } finally {
                if (!taken) {
                    file.close();
                }
            }
        }
    }

    /** As {@link #exclusive}, but does not wait: empty if another one has it. */
    public static Optional<FileLock> tryExclusive(String path) throws KernelException {
        Descriptor file = Descriptor.open(path, OpenFlag.O_RDWR, OpenFlag.O_CREAT, OpenFlag.O_NOFOLLOW);
        boolean taken = false;
        try {
            file.call(Syscall.FLOCK, LOCK_EX | LOCK_NB, 0);
            taken = isStillThere(path, file);
        } catch (KernelException e) {
            if (!e.is(Errno.EAGAIN)) {
                throw e;
            }
        } finally {
            if (!taken) {
                file.close();
            }
        }
        return taken ? Optional.of(new FileLock(file)) : Optional.empty();
    }

    private static boolean isStillThere(String path, Descriptor file) throws KernelException {
        try {
            FileStatus named = FileStatus.of(path);
            FileStatus locked = FileStatus.of(file);
            return named.inode() == locked.inode() && named.device().equals(locked.device());
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    /** The file, open for reading and writing; it stays this lock's. */
    public Descriptor file() {
        return file;
    }

    @Override
    public void close() {
        file.close();
    }
}
