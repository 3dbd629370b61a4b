package io.jdock.maven.value;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code maven.surefire.debug} and {@code maven.failsafe.debug} say of the port on which a test JVM waits for a debugger. */
public final class SurefireDebugger {
    /** Of {@code -agentlib:jdwp}: the host is the container's own. */
    private static final Pattern ADDRESS = Pattern.compile("\\baddress=(?:[^,\\s]*:)?([0-9]{1,5})\\b");

    private SurefireDebugger() {}

    /**
     * Reads it.
     *
     * @param text {@code true}, or arguments of the JVM
     * @return empty if the JVM does not listen, but connects to a debugger or has none
     */
    public static OptionalInt port(String text) {
        if (text.isBlank() || text.strip().equals("true")) {
            return OptionalInt.of(DebugPort.CUSTOMARY);
        }
        Matcher address = ADDRESS.matcher(text);
        return address.find() && text.contains("server=y")
                ? OptionalInt.of(Integer.parseInt(address.group(1)))
                : OptionalInt.empty();
    }
}
