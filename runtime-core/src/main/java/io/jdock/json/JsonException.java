package io.jdock.json;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A document that is not well-formed, or that holds another value than is asked for. */
public final class JsonException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String found;
    private final String allowed;
    private final int line;
    private final int column;

    JsonException(Place place, String found, String allowed, int line, int column, @Nullable Throwable cause) {
        super(
                (place == Place.DOCUMENT ? "the document" : place.toString()) + " is " + found + ", but must be "
                        + allowed,
                cause);
        this.path = place.toString();
        this.found = found;
        this.allowed = allowed;
        this.line = line;
        this.column = column;
    }

    /** Where the value stands, as {@link Place#toString()} says it; empty for the document as a whole. */
    public String path() {
        return path;
    }

    /** What was found, for people: a value as JSON (cut if it is long), {@code missing}, or {@code an object}. */
    public String found() {
        return found;
    }

    /** What would be right, for people: it completes the sentence "the value must be". */
    public String allowed() {
        return allowed;
    }

    /** The line of the value, from 1; 0 if it is not known. */
    public int line() {
        return line;
    }

    /** The column of the value in bytes, from 1; 0 if it is not known. */
    public int column() {
        return column;
    }
}
