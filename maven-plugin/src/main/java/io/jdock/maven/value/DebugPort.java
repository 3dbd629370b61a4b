package io.jdock.maven.value;

import java.util.Locale;
import java.util.OptionalInt;

/** Whether, and on which port, an application waits for a debugger before it starts. */
public final class DebugPort {
    static final int CUSTOMARY = 5005;

    /**
     * Reads a wish to debug.
     *
     * @param text {@code true}, which is also what Maven makes of {@code -Djdock.debug}, for port 5005; a port; or
     *     {@code false}
     * @return empty if the application is not to be debugged
     * @throws ParameterException if the text is none of these
     */
    public static OptionalInt parse(String parameter, String text) throws ParameterException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "false" -> OptionalInt.empty();
            case "true", "" -> OptionalInt.of(CUSTOMARY);
            default -> OptionalInt.of(PortNumber.parse(parameter, text, "is neither a port, nor true or false"));
        };
    }

    private DebugPort() {}
}
