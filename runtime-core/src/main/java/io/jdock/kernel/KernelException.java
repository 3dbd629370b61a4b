package io.jdock.kernel;

import java.io.IOException;
import java.util.Optional;

/** A system call that failed. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String subject;
    private final int errno;

    /**
     * @param call the name as in its manual page, such as {@code openat2}
     * @param subject what it was about: a path, {@code process 17}...; may be empty
     * @param errno the error number, positive
     */
    public KernelException(String call, String subject, int errno) {
        super(call + (subject.isEmpty() ? "" : " ") + subject + ": " + Errno.describe(errno));
        this.call = call;
        this.subject = subject;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public String subject() {
        return subject;
    }

    /** The error number, positive. */
    public int errno() {
        return errno;
    }

    /** The error; empty for a number without a name. */
    public Optional<Errno> error() {
        return Errno.of(errno);
    }

    /** Whether this is one of some errors. */
    public boolean is(Errno... errors) {
        for (Errno error : errors) {
            if (error.number() == errno) {
                return true;
            }
        }
        return false;
    }
}
