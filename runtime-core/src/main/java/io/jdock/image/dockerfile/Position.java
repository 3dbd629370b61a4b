package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file.
 *
 * @param file as people know it
 * @param line from 1 on
 * @param column in UTF-16 characters, from 1 on
 */
public record Position(String file, int line, int column) {
    /**
     * What is wrong at this place.
     *
     * @param remedy what to do about it, or null if nothing is known to help
     */
    public ImageException error(String problem, @Nullable String remedy) {
        return new ImageException(toString(), problem, remedy);
    }

    /** As above, for a reason that is known. */
    public ImageException error(String problem, @Nullable String remedy, Throwable cause) {
        return new ImageException(toString(), problem, remedy, cause);
    }

    /** As compilers write it. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
