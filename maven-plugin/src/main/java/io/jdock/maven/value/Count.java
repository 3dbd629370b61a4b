package io.jdock.maven.value;

/** Whole numbers of things. */
public final class Count {
    /**
     * Reads a number.
     *
     * @param text a whole number, at least 1 and below 10^18
     * @throws ParameterException if the text is no such number
     */
    public static long parse(String parameter, String text) throws ParameterException {
        if (!text.strip().matches("0*[1-9][0-9]{0,17}")) {
            throw ParameterException.of(parameter, text, "is no whole number of at least 1");
        }
        return Long.parseLong(text.strip());
    }

    private Count() {}
}
