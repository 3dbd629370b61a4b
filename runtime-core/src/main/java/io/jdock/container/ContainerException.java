package io.jdock.container;

import io.jdock.cgroup.CgroupException;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A container could not be started, changed or reached. Nothing of it is left behind. */
public final class ContainerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String action;
    private final int errno;
    private final @Nullable String remedy;
    private final int step;
    private final int exitStatus;

    private ContainerException(
            String message, String action, int errno, @Nullable String remedy, int step, int exitStatus) {
        super(message);
        this.action = action;
        this.errno = errno;
        this.remedy = remedy;
        this.step = step;
        this.exitStatus = exitStatus;
    }

    /** A step of the plan failed. */
    static ContainerException inStep(int index, String action, int errno, @Nullable String remedy, int exitStatus) {
        String message = "cannot " + action + ": " + Errno.describe(errno) + (remedy == null ? "" : ": " + remedy)
                + " [step " + index + "]";
        return new ContainerException(message, action, errno, remedy, index, exitStatus);
    }

    /** Something else failed. */
    static ContainerException of(String action, String problem) {
        return new ContainerException("cannot " + action + ": " + problem, action, 0, problem, -1, 125);
    }

    /** Something else failed, for a reason that is known. */
    static ContainerException of(String action, Throwable cause) {
        ContainerException exception = of(action, String.valueOf(cause.getMessage()));
        exception.initCause(cause);
        return exception;
    }

    /** A control group could not be made, changed or read. */
    static ContainerException of(String action, CgroupException cause) {
        ContainerException exception = new ContainerException(
                "cannot " + action + ": " + cause.getMessage(),
                action,
                cause.errno().map(Errno::number).orElse(0),
                cause.remedy().isEmpty() ? null : cause.remedy(),
                -1,
                125);
        exception.initCause(cause);
        return exception;
    }

    /** The kernel refused something that has to do with the container's network. */
    static ContainerException inNetwork(String action, KernelException cause, @Nullable String remedy) {
        String message = "cannot " + action + ": " + cause.getMessage() + (remedy == null ? "" : ": " + remedy);
        ContainerException exception = new ContainerException(message, action, cause.errno(), remedy, -1, 125);
        exception.initCause(cause);
        return exception;
    }

    /** What could not be done, as a phrase that can follow "cannot". */
    public String action() {
        return action;
    }

    /** The kernel's reason; empty if it was not the kernel that refused, or the number has no name. */
    public Optional<Errno> errno() {
        return Errno.of(errno);
    }

    /** What to do about it. */
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }

    /** Index of the plan's step that failed, as {@code explain} prints it. */
    public OptionalInt step() {
        return step < 0 ? OptionalInt.empty() : OptionalInt.of(step);
    }

    /** What {@code docker run} would exit with: 127 for a missing command, 126 for one that cannot be run, else 125. */
    public int exitStatus() {
        return exitStatus;
    }
}
