package io.jdock.host;

import java.io.Serial;

/** This machine cannot run containers at all, or cannot be examined. */
public final class HostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String fact;
    private final String seen;
    private final String remedy;

    public HostException(String fact, String seen, String remedy) {
        super(fact + " is " + seen + ": " + remedy);
        this.fact = fact;
        this.seen = seen;
        this.remedy = remedy;
    }

    /** Which fact stands in the way, such as {@code kernel release}. */
    public String fact() {
        return fact;
    }

    /** What was found instead of what is needed. */
    public String seen() {
        return seen;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
