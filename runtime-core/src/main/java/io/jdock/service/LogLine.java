package io.jdock.service;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;

/**
 * A line that a service wrote.
 *
 * @param time when it was read, if that was kept
 * @param text without its end
 */
public record LogLine(Optional<Instant> time, String text) {
    /** Always of the same length: ISO 8601 in UTC with three digits of a second. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final int TIME_LENGTH = "2026-01-01T00:00:00.000Z".length();

    /** The line behind its time, such as {@code 2026-11-28T15:42:11.123Z listening}; the text alone where that is not known. */
    public String stamped() {
        return time.map(known -> TIME.format(known) + " " + text).orElse(text);
    }

    /** Reads what {@link #stamped} gives. */
    static LogLine ofStamped(String line) {
        return new LogLine(Optional.of(Instant.parse(line.substring(0, TIME_LENGTH))), line.substring(TIME_LENGTH + 1));
    }

    static LogLine unstamped(String text) {
        return new LogLine(Optional.empty(), text);
    }
}
