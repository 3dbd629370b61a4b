package io.jdock.oci;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A document that is not well-formed, or that holds a value which its specification forbids. */
public final class InvalidSpecException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String found;
    private final String allowed;
    private final @Nullable String source;
    private final int line;
    private final int column;

    /**
     * A value of a record.
     *
     * @param path as {@link #path()}
     * @param found as {@link #found()}
     * @param allowed as {@link #allowed()}
     */
    public InvalidSpecException(String path, String found, String allowed) {
        this(null, path, found, allowed, 0, 0, null);
    }

    InvalidSpecException(
            @Nullable String source,
            String path,
            String found,
            String allowed,
            int line,
            int column,
            @Nullable Throwable cause) {
        super(message(source, path, found, allowed, line, column), cause);
        this.path = path;
        this.found = found;
        this.allowed = allowed;
        this.source = source;
        this.line = line;
        this.column = column;
    }

    private static String message(
            @Nullable String source, String path, String found, String allowed, int line, int column) {
        String document = source == null ? "" : source + ": ";
        String subject = path.isEmpty() ? "the document" : path;
        String place = line > 0 ? " (line " + line + ", column " + column + ")" : "";
        return document + subject + " is " + found + ", but must be " + allowed + place;
    }

    /** The same about a document that has a name. */
    InvalidSpecException in(String name) {
        return new InvalidSpecException(name, path, found, allowed, line, column, this);
    }

    /** Where the value stands, such as {@code mounts[3].destination}; empty for the document as a whole. */
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

    /** The name of the document, or null if it has none. */
    public @Nullable String source() {
        return source;
    }

    /** The line of the value, from 1; 0 if it is not known, as for a record. */
    public int line() {
        return line;
    }

    /** The column of the value in bytes, from 1; 0 if it is not known. */
    public int column() {
        return column;
    }
}
