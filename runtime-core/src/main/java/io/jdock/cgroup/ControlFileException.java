package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import java.io.Serial;
import java.nio.file.Path;

/** The kernel refused an access to a control file or cgroup directory. Callers turn it into words for people. */
final class ControlFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final int errno;

    ControlFileException(Path file, int errno) {
        super(file + ": " + Errno.describe(errno));
        this.file = file;
        this.errno = errno;
    }

    /** With what the kernel said beyond the number. */
    ControlFileException(Path file, KernelException cause) {
        super(file + ": " + cause.getMessage(), cause);
        this.file = file;
        this.errno = cause.errno();
    }

    Path file() {
        return file;
    }

    /** Positive. */
    int errno() {
        return errno;
    }

    boolean is(Errno... candidates) {
        for (Errno candidate : candidates) {
            if (candidate.number() == errno) {
                return true;
            }
        }
        return false;
    }
}
