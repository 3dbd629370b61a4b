package io.jdock.maven.value;

import io.jdock.container.ByteSize;

/** A parameter that is a {@link ByteSize}. */
public final class Bytes {
    private Bytes() {}

    /**
     * Reads it.
     *
     * @return 1 or more
     * @throws ParameterException if the text is no size
     */
    public static long parse(String parameter, String text) throws ParameterException {
        try {
            return ByteSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw ParameterException.of(parameter, text, String.valueOf(e.getMessage()));
        }
    }
}
