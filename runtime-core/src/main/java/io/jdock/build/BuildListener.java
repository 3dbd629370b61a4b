package io.jdock.build;

import java.io.OutputStream;

/** Is told how a build goes. Called by the thread that builds; the output is written to by others too. */
public interface BuildListener {
    /** An instruction is next, as one line, such as {@code [2/5] COPY app.jar /app/}. */
    void step(String text);

    /** The result of this instruction was there already. */
    void found();

    /** Something that was not done as one might expect. */
    void note(String text);

    /** Where the output of commands goes; it is not closed. */
    OutputStream output();
}
