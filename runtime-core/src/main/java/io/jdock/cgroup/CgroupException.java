package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A control group could not be made, limited, read or removed as asked. */
public final class CgroupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final @Nullable String field;
    private final @Nullable String controller;
    private final transient @Nullable Path file;
    private final int errno;
    private final String remedy;

    private CgroupException(Details details) {
        super((details.field == null ? "" : details.field + ": ") + details.problem(), details.cause);
        this.problem = details.problem();
        this.field = details.field;
        this.controller = details.controller;
        this.file = details.file;
        this.errno = details.errno;
        this.remedy = details.remedy;
    }

    /** Starts an exception that says what failed, such as {@code cannot limit memory to 4096}. */
    public static Details because(String what) {
        return new Details(what);
    }

    /** The message without the field that it begins with. */
    public String problem() {
        return problem;
    }

    /** The OCI field that asked for it, such as {@code linux.resources.memory.limit}. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** The controller in question, such as {@code memory}. */
    public Optional<String> controller() {
        return Optional.ofNullable(controller);
    }

    /** The control file or directory in question. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** What the kernel answered; empty if it was not asked, or for a number without a name. */
    public Optional<Errno> errno() {
        return Errno.of(errno);
    }

    /** What to do about it; may be empty. */
    public String remedy() {
        return remedy;
    }

    /** Collects what is known about a failure. */
    public static final class Details {
        private final String what;
        private @Nullable String field;
        private @Nullable String controller;
        private @Nullable Path file;
        private int errno;
        private String remedy = "";
        private @Nullable Throwable cause;

        private Details(String what) {
            this.what = what;
        }

        /** The OCI field that asked for it. */
        public Details field(@Nullable String path) {
            this.field = path;
            return this;
        }

        Details controller(@Nullable String name) {
            this.controller = name;
            return this;
        }

        Details file(Path path) {
            this.file = path;
            return this;
        }

        Details failure(ControlFileException failure) {
            this.file = failure.file();
            this.errno = failure.errno();
            this.cause = failure;
            return this;
        }

        /** What to do about it. */
        public Details remedy(String text) {
            this.remedy = text;
            return this;
        }

        /** All of it. */
        public CgroupException exception() {
            return new CgroupException(this);
        }

        private String problem() {
            StringBuilder message = new StringBuilder(what);
            if (file != null) {
                message.append(" (").append(file).append(')');
            }
            if (errno != 0) {
                message.append(": ").append(Errno.describe(errno));
            }
            if (!remedy.isEmpty()) {
                message.append("; ").append(remedy);
            }
            return message.toString();
        }
    }
}
