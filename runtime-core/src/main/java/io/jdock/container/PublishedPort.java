package io.jdock.container;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A port of the host that leads to one of a container. In the container, 127.0.0.1 is asked, and by TCP ::1 if nobody listens
 * there.
 *
 * @param address of the host to listen on; 127.0.0.1 is for this machine only, 0.0.0.0 for all others
 * @param hostPort first port of the host that will do, 1 to 65535; 0 for any that is free
 * @param lastHostPort last one that will do
 * @param containerPort 1 to 65535
 */
public record PublishedPort(InetAddress address, int hostPort, int lastHostPort, int containerPort, Protocol protocol) {
    /** What is carried. */
    public enum Protocol {
        TCP,
        UDP
    }

    private static final int HIGHEST = 65_535;

    /** As {@code docker run -p} has it: [address:][port[-port]:]port[-port][/protocol]. */
    private static final Pattern FORM =
            Pattern.compile("(?:(?<address>[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+]):(?=[0-9-]*:))?"
                    + "(?:(?<first>[0-9]*)(?:-(?<last>[0-9]+))?:)?"
                    + "(?<inner>[0-9]+)(?:-(?<innerLast>[0-9]+))?(?:/(?<protocol>[a-zA-Z0-9_]+))?");

    public PublishedPort {
        requirePort("publishedPorts", hostPort, 0);
        requirePort("publishedPorts", lastHostPort, hostPort);
        requirePort("publishedPorts", containerPort, 1);
        if (hostPort == 0 && lastHostPort != 0) {
            throw new IllegalArgumentException("publishedPorts: a range of ports begins at 1, not at 0");
        }
    }

    /** A TCP port. */
    public PublishedPort(InetAddress address, int hostPort, int lastHostPort, int containerPort) {
        this(address, hostPort, lastHostPort, containerPort, Protocol.TCP);
    }

    /** Some free port on 127.0.0.1. */
    public static PublishedPort anyFor(int containerPort) {
        return new PublishedPort(loopback(), 0, 0, containerPort);
    }

    /** This port on 127.0.0.1. */
    public static PublishedPort of(int hostPort, int containerPort) {
        return new PublishedPort(loopback(), hostPort, hostPort, containerPort);
    }

    /**
     * Reads a port as {@code docker run -p} has it, but that the address is 127.0.0.1 if none is given: {@code 8080:80},
     * {@code 80} and {@code 127.0.0.1::80} for any free port, {@code 8000-8010:80} for the first free one,
     * {@code 8000-8002:80-82} for several, {@code [::1]:8080:80}, {@code 5353:53/udp}.
     *
     * @throws IllegalArgumentException if it is not of this form; the message says what is
     */
    public static List<PublishedPort> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("publishedPorts: '" + text
                    + "' is no port: write 8080:80, 127.0.0.1:8080:80, or 127.0.0.1::80 for any free port");
        }
        Protocol protocol = protocol(text, parts.group("protocol"));
        InetAddress address = parts.group("address") == null ? loopback() : address(parts.group("address"));
        int inner = number(parts.group("inner"), 0);
        int innerLast = number(parts.group("innerLast"), inner);
        int first = number(parts.group("first"), 0);
        int last = number(parts.group("last"), first);
        requirePort("publishedPorts", innerLast, inner);
        if (innerLast == inner) {
            return List.of(new PublishedPort(address, first, last, inner, protocol));
        }
        if (first != 0 && last - first != innerLast - inner) {
            throw new IllegalArgumentException("publishedPorts: '" + text + "' has ranges of different lengths");
        }
        List<PublishedPort> ports = new ArrayList<>();
        IntStream.rangeClosed(0, innerLast - inner).forEach(offset -> {
            int host = first == 0 ? 0 : first + offset;
            ports.add(new PublishedPort(address, host, host, inner + offset, protocol));
        });
        return List.copyOf(ports);
    }

    private static Protocol protocol(String text, @Nullable String name) {
        if (name == null || name.equalsIgnoreCase("tcp")) {
            return Protocol.TCP;
        }
        if (name.equalsIgnoreCase("udp")) {
            return Protocol.UDP;
        }
        throw new IllegalArgumentException(
                "publishedPorts: '" + text + "' has the protocol " + name + ", but only tcp and udp can be published");
    }

    private static int number(@Nullable String digits, int otherwise) {
        if (digits == null || digits.isEmpty()) {
            return otherwise;
        }
        if (digits.length() > 5 || Integer.parseInt(digits) > HIGHEST) {
            throw new IllegalArgumentException("publishedPorts: " + digits + " is no port from 1 to " + HIGHEST);
        }
        return Integer.parseInt(digits);
    }

    static void requirePort(String field, int port, int least) {
        if (port < least || port > HIGHEST) {
            throw new IllegalArgumentException(field + ": " + port + " is no port from " + least + " to " + HIGHEST);
        }
    }

    private static InetAddress loopback() {
        return address("127.0.0.1");
    }

    /** Without asking a name server, which InetAddress would do for what looks like an address and is none. */
    private static InetAddress address(String literal) {
        try {
            if (literal.startsWith("[")) {
                return InetAddress.getByName(literal); // in brackets, it is never a name
            }
            String[] parts = literal.split("\\.", -1);
            byte[] bytes = new byte[parts.length];
            for (int i = 0; i < parts.length; i++) {
                int part = Integer.parseInt(parts[i]);
                if (part > 255) {
                    throw new UnknownHostException(literal);
                }
                bytes[i] = (byte) part;
            }
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("publishedPorts: " + literal + " is no address", e);
        }
    }

    PublishedPort at(int port) {
        return new PublishedPort(address, port, port, containerPort, protocol);
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        String host = address.getHostAddress();
        String range = hostPort == 0 ? "" : hostPort == lastHostPort ? "" + hostPort : hostPort + "-" + lastHostPort;
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + range + ":" + containerPort
                + (protocol == Protocol.UDP ? "/udp" : "");
    }
}
