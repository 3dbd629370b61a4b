package io.jdock.benchmarks;

import java.io.IOException;

/** A way to start a program. */
interface Contender {
    /** One word, by which its ratio is printed. */
    String name();

    /** How many starts come before the first that is measured. */
    default int warmUp() {
        return 20;
    }

    /** Makes ready what is not to be measured. */
    Trial prepare() throws IOException;

    /** One start, which can be made once. */
    interface Trial extends AutoCloseable {
        /** Starts the program and returns its exit status when it has ended. */
        int run() throws IOException, InterruptedException;

        @Override
        void close();
    }

    /**
     * Starts the program and waits for its end.
     *
     * @throws IOException if its exit status is not 0
     */
    default void start() throws IOException, InterruptedException {
        try (Trial trial = prepare()) {
            check(trial.run());
        }
    }

    /**
     * Looks at an exit status.
     *
     * @throws IOException if it is not 0
     */
    default void check(int status) throws IOException {
        if (status != 0) {
            throw new IOException(name() + " ended with exit status " + status);
        }
    }
}
