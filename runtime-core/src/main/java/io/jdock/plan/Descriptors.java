package io.jdock.plan;

/**
 * Numbers of the descriptors that a program inherits. 0 to 2 are the standard streams; those that the application keeps
 * follow from 3; then come the program's own without gaps, which the application never sees.
 *
 * @param preserved how many descriptors from 3 on the application keeps, 0 or more
 * @param reports whether there is a {@link #status} descriptor
 * @param waits whether there is a {@link #go} descriptor
 * @param checked whether the first byte on it is awaited without a {@link Report#WAITING}
 * @param subject whether there is a {@link #state} or {@link #container} descriptor
 * @param terminal whether there is a {@link #console} descriptor
 * @param startable whether there is a {@link #start} descriptor
 * @param nested whether there is an {@link #outer} descriptor
 * @param listens whether {@link #status} is a Unix socket, over which a {@link Report#LISTENER} comes
 * @param supervised whether there is a {@link #lifeline} descriptor
 * @param tells whether there is an {@link #end} descriptor
 */
public record Descriptors(
        int preserved,
        boolean reports,
        boolean waits,
        boolean checked,
        boolean subject,
        boolean terminal,
        boolean startable,
        boolean nested,
        boolean listens,
        boolean supervised,
        boolean tells) {

    /** Write end of a pipe: {@link Report}s. Closed in all processes once the application runs. */
    public int status() {
        return 3 + preserved;
    }

    /** Read end of a pipe: one byte lets the program go on after a {@link Report#WAITING}. */
    public int go() {
        return status() + (reports ? 1 : 0);
    }

    /** A file that holds the container's state as JSON while hooks run. */
    public int state() {
        return go() + (waits ? 1 : 0);
    }

    /** For a further process: a pidfd of the container's first one. */
    public int container() {
        return state();
    }

    /** A Unix socket that takes the master of the pseudo-terminal. */
    public int console() {
        return state() + (subject ? 1 : 0);
    }

    /**
     * A listening Unix socket. A created container waits for a connection on it, which starts the application and takes the
     * place of {@link #status} from then on.
     */
    public int start() {
        return console() + (terminal ? 1 : 0);
    }

    /** A user namespace, in which the container's own is made. */
    public int outer() {
        return start() + (startable ? 1 : 0);
    }

    /**
     * Write end of a pipe to which PID 1 writes the application's exit status, a little-endian 32-bit number, when nobody else is
     * left. PID 1 alone keeps it. For an owner that does not want to know it so soon, it is another file.
     */
    public int end() {
        return outer() + (nested ? 1 : 0);
    }

    /**
     * Read end of a pipe whose write end the owner holds: at its end the container is killed. Always the last one.
     */
    public int lifeline() {
        return end() + (tells ? 1 : 0);
    }

    /** The first number above all inherited ones. */
    public int above() {
        return lifeline() + (supervised ? 1 : 0);
    }
}
