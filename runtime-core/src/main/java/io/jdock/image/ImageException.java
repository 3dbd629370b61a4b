package io.jdock.image;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image, or a part of one, cannot be had, is not what it claims to be, or cannot be kept. */
public final class ImageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String subject;
    private final String problem;
    private final @Nullable String remedy;

    /**
     * @param subject what it is about: a reference, a digest, a file
     * @param problem what is wrong with it
     * @param remedy what to do about it, or null if nothing is known to help
     */
    public ImageException(String subject, String problem, @Nullable String remedy) {
        super(subject + ": " + problem + (remedy == null ? "" : "; " + remedy));
        this.subject = subject;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** As above, for a reason that is known. */
    public ImageException(String subject, String problem, @Nullable String remedy, Throwable cause) {
        this(subject, problem, remedy);
        initCause(cause);
    }

    /** A reference, a digest or a file. */
    public String subject() {
        return subject;
    }

    /** What is wrong, without subject and remedy. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }
}
