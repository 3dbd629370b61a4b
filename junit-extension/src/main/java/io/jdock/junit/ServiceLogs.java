package io.jdock.junit;

/** Not thrown, but attached to a failure: what services wrote last. */
final class ServiceLogs extends Exception {
    private static final long serialVersionUID = 1L;

    ServiceLogs(String message) {
        super(message, null, false, false); // where it was made says nothing
    }
}
