package io.jdock.eclipse.jdt;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.Status;

/** Failures as Eclipse shows them. */
final class Failures {
    private Failures() {}

    /** @param cause null if there is none */
    static CoreException failure(String message, Throwable cause) {
        return new CoreException(Status.error(message, cause));
    }
}
