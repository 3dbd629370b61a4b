package io.jdock.maven.value;

/** A port by its number alone. */
final class PortNumber {
    /**
     * Reads one from 1 to 65535.
     *
     * @param otherwise what is said of a text that is no number of at most five digits
     */
    static int parse(String parameter, String text, String otherwise) throws ParameterException {
        if (!text.strip().matches("[0-9]{1,5}")) {
            throw ParameterException.of(parameter, text, otherwise);
        }
        int port = Integer.parseInt(text.strip());
        if (port < 1 || port > 65535) {
            throw ParameterException.of(parameter, text, "is not in 1 to 65535");
        }
        return port;
    }

    private PortNumber() {}
}
