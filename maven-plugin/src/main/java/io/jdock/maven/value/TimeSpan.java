package io.jdock.maven.value;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time, such as {@code 90s} or {@code 2m}. */
public final class TimeSpan {
    private static final Pattern NOTATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");

    /**
     * Reads a span of time.
     *
     * @param text a whole number with one of the units {@code ms}, {@code s}, {@code m} (minutes) and {@code h}. The unit
     *     is required, because other plugins take plain numbers for seconds or for milliseconds
     * @return the span, more than zero
     * @throws ParameterException if the text is no such span
     */
    public static Duration parse(String parameter, String text) throws ParameterException {
        Matcher span = NOTATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            throw ParameterException.of(
                    parameter, text, "is no span of time; write a whole number and a unit: 500ms, 90s, 2m or 1h");
        }
        long number = Long.parseLong(span.group(1));
        if (number == 0) {
            throw ParameterException.of(parameter, text, "is no time at all; leave the parameter out to wait for ever");
        }
        return switch (span.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** For people: seconds with two figures after the point, such as {@code 1.25 s}. */
    public static String describe(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }

    private TimeSpan() {}
}
