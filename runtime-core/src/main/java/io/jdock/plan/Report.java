package io.jdock.plan;

/**
 * Messages of a program on its status descriptor: four little-endian 32-bit numbers, the first of them one of these.
 * The descriptor's end of file says that the application runs, or that nothing will.
 */
public final class Report {
    /** Bytes of one message. */
    public static final int SIZE = 16;
    /** A step failed: index of the step, error number. */
    public static final int FAILED = 1;
    /** The first process of the container exists: its process id, as the caller sees it. */
    public static final int STARTED = 2;
    /** The program waits for a byte on {@link Descriptors#go}: the code of a {@link Pause}. */
    public static final int WAITING = 3;
    /**
     * The container's network namespace is there, with the first process in it. Nobody waits for what the owner does at it until there is
     * a {@link #WAITING}. The other numbers are 0.
     */
    public static final int NETWORK = 5;
    /** Brings the descriptor that a seccomp listener is to get (unix(7), SCM_RIGHTS). The other numbers are 0. */
    public static final int LISTENER = 4;

    private Report() {}

    /** Moments at which a program waits for its owner. */
    public enum Pause {
        /** The first process exists, and nothing else: time to put it into a control group. */
        BORN(3),
        /**
         * The namespaces exist, the old root is still there: time for prestart and createRuntime hooks. Where there are none, and the
         * owner was told of the {@link Report#NETWORK}, everything may be in place already but the application.
         */
        CREATE_RUNTIME(1),
        /** Everything is in place but the application: the container is created. */
        CREATED(2);

        private final int code;

        Pause(int code) {
            this.code = code;
        }

        /** How a message names it. */
        public int code() {
            return code;
        }

        /**
         * The pause that a message names.
         *
         * @throws IllegalArgumentException for a number that no program sends
         */
        public static Pause of(int code) {
            for (Pause pause : values()) {
                if (pause.code == code) {
                    return pause;
                }
            }
            throw new IllegalArgumentException("no pause has the code " + code);
        }
    }
}
