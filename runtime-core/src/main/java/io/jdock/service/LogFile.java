package io.jdock.service;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where what a service writes is kept.
 *
 * @param path of the file that is written
 * @param bytes when it has so many, at least 1, it becomes {@code path.1}, that one {@code path.2}, and another one is begun; empty
 *     for never
 * @param kept how many of the full ones are kept, 0 or more
 * @param stamped whether the time stands before each line
 */
public record LogFile(Path path, OptionalLong bytes, int kept, boolean stamped) {
    public LogFile {
        if (bytes.isPresent() && bytes.getAsLong() < 1) {
            throw new IllegalArgumentException("bytes: " + bytes.getAsLong() + " is less than 1");
        }
        if (kept < 0) {
            throw new IllegalArgumentException("kept: " + kept + " is negative");
        }
    }

    /** A file that grows, with the lines as they are. */
    public static LogFile at(Path path) {
        return new LogFile(path, OptionalLong.empty(), 0, false);
    }

    /** The full ones that there may be, the latest first. */
    List<Path> full() {
        return IntStream.rangeClosed(1, kept)
                .mapToObj(number -> path.resolveSibling(path.getFileName() + "." + number))
                .toList();
    }

    /** All that there may be, the latest first. */
    List<Path> all() {
        return Stream.concat(Stream.of(path), full().stream()).toList();
    }
}
