package io.jdock.maven.value;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of the container that is to be reached from outside of it.
 *
 * @param address the machine's address to listen on; empty for every address
 * @param hostPort the machine's port, 1 to 65535; 0 for any that is free
 * @param containerPort the port that the application listens on, 1 to 65535
 * @param protocol its transport
 */
public record Port(Optional<String> address, int hostPort, int containerPort, Protocol protocol) {
    /** What carries the traffic of a port. */
    public enum Protocol {
        TCP,
        UDP
    }

    private static final Pattern NOTATION =
            Pattern.compile("(?:(?:(\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:/]+):)?([0-9]*):)?([0-9]+)(?:/(tcp|udp))?");

    /**
     * Reads a port.
     *
     * @param text {@code [[address:]hostPort:]containerPort[/tcp|/udp]}; an IPv6 address stands in brackets
     * @throws ParameterException if the text is no such port
     */
    public static Port parse(String parameter, String text) throws ParameterException {
        Matcher port = NOTATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!port.matches()) {
            throw ParameterException.of(
                    parameter,
                    text,
                    "is no port; write hostPort:containerPort, such as 8080:80, 127.0.0.1:8080:80 or 5353:53/udp");
        }
        boolean anyPort = port.group(2) == null || port.group(2).isEmpty();
        return new Port(
                Optional.ofNullable(port.group(1)).map(address -> address.replaceAll("[\\[\\]]", "")),
                anyPort ? 0 : number(parameter, text, port.group(2)),
                number(parameter, text, port.group(3)),
                "udp".equals(port.group(4)) ? Protocol.UDP : Protocol.TCP);
    }

    private static int number(String parameter, String text, String digits) throws ParameterException {
        int number = digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (number < 1 || number > 65535) {
            throw ParameterException.of(parameter, text, "has the port " + digits + ", which is not in 1 to 65535");
        }
        return number;
    }
}
