package io.jdock.maven.service;

import org.jspecify.annotations.Nullable;

/** A service is not ready, and will not be. The message says what was still waited for, and what the service wrote last. */
public final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    ServiceException(String message) {
        this(message, null);
    }

    ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
