package io.jdock.service;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service is not ready, and will not be. The message says what was still waited for and what the service wrote last, or what
 * is wrong with its description.
 */
public final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String field;

    private ServiceException(String message, @Nullable String field, @Nullable Throwable cause) {
        super(message, cause);
        this.field = field;
    }

    static ServiceException notReady(String message) {
        return new ServiceException(message, null, null);
    }

    static ServiceException notReady(String message, Throwable cause) {
        return new ServiceException(message, null, cause);
    }

    static ServiceException ofField(String field, String message) {
        return new ServiceException(message, field, null);
    }

    /** The component of {@link ServiceDescription} that cannot be used; empty if it was well and the service was not. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
