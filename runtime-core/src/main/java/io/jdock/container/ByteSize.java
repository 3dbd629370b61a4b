package io.jdock.container;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory, such as {@code 512m} or {@code 1.5g}. The units are powers of 1024, as Docker and the JVM have them. */
public final class ByteSize {
    private static final Pattern NOTATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)(?:i?b)?");
    private static final String UNITS = "kmgt";

    /**
     * Reads a size.
     *
     * @param text a number, followed by {@code k}, {@code m}, {@code g} or {@code t} (also {@code MB} or {@code MiB}),
     *     or by nothing for bytes
     * @return the number of bytes, rounded down, at least 1
     * @throws IllegalArgumentException if the text is no such size, or none that fits 63 bits; the message goes on after the text
     */
    public static long parse(String text) {
        Matcher size = NOTATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("is no size; write a number and a unit, such as 512m or 1.5g");
        }
        int exponent = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        BigDecimal bytes = new BigDecimal(size.group(1))
                .multiply(BigDecimal.valueOf(1024).pow(exponent))
                .setScale(0, RoundingMode.FLOOR);
        if (bytes.signum() == 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("is not between one byte and 8 EiB");
        }
        return bytes.longValueExact();
    }

    /** For people: a figure after the point and a unit, such as {@code 1.5 MiB}. */
    public static String describe(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes / 1024.0;
        int unit = 0;
        for (; value >= 1024 && unit < UNITS.length() - 1; unit++) {
            value /= 1024;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, Character.toUpperCase(UNITS.charAt(unit)));
    }

    private ByteSize() {}
}
