package io.jdock.kernel;

/**
 * How a process ended.
 *
 * @param signaled whether a signal ended it
 * @param value the signal's number, or else the status that the process gave, 0 to 255
 */
public record ExitStatus(boolean signaled, int value) {

    /** One number as a shell has it: the status, or 128 plus the signal's number. */
    public int shellStatus() {
        return signaled ? 128 + value : value;
    }

    @Override
    public String toString() {
        return signaled
                ? "killed by " + Signal.of(value).map(Signal::name).orElse("signal " + value)
                : "exited with status " + value;
    }
}
