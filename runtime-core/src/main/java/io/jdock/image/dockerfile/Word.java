package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.Optional;

/**
 * A text that may name variables.
 *
 * @param raw as it stands in the file, with quotes
 * @param position of its first character
 * @param escape the character that takes the meaning from the next one
 */
public record Word(String raw, Position position, char escape) {
    /** The values of variables. */
    @FunctionalInterface
    public interface Variables {
        /** Empty if there is no such variable. */
        Optional<String> get(String name);
    }

    /**
     * The text with the values of its variables, without quotes and escapes. {@code $x}, <code>${x}</code>,
     * <code>${x:-default}</code>, <code>${x:+other}</code> and <code>${x:?problem}</code>, as well as the latter three without the
     * colon, mean what they mean to a shell (POSIX, "Parameter Expansion"). A variable that is not set is an empty text.
     *
     * @throws ImageException if braces or quotes do not match, or the text says that a variable must be set that is not
     */
    public String expand(Variables variables) throws ImageException {
        return new Expansion(this, variables, false).run();
    }

    /** As above, but quotes are part of the text: so it is in here-documents. */
    String expandLines(Variables variables) throws ImageException {
        return new Expansion(this, variables, true).run();
    }
}
