package io.jdock.cli;

import java.io.Serial;

/** A command line that is not understood; the message is for people. */
final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
