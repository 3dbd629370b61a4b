package io.jdock.cli;

import java.io.IOException;

/** Something that {@code jdock} can be told to do. */
interface Command {
    Syntax syntax();

    /**
     * Does it.
     *
     * @param top what was given before the command's name
     * @param given what was given after it
     * @return the exit status
     */
    int run(TopOptions top, Arguments given) throws IOException, InterruptedException;

    /** The exit status if {@link #run} fails. */
    default int failed(Exception problem) {
        return Failures.FAILED;
    }
}
