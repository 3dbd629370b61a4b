package io.jdock.image.dockerfile;

import java.util.List;

/** What is executed. */
public sealed interface Command {
    /** A program and its arguments, as a list in JSON. Variables in it stay as they are. */
    record Exec(List<String> words) implements Command {
        public Exec {
            words = List.copyOf(words);
        }
    }

    /** A text for the shell of the image, which knows the variables. */
    record Shell(String text) implements Command {}
}
