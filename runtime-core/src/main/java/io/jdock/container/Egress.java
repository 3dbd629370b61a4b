package io.jdock.container;

import io.jdock.network.EgressRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container may reach on other machines; everything else is refused, and told. What is in the container itself, on its
 * named network, or behind {@link ContainerSpec.Builder#hostLoopback} is not outside.
 *
 * @param allowed none: nothing
 */
public record Egress(List<Destination> allowed) {
    /** Nothing. */
    public static final Egress NONE = new Egress(List.of());

    private static final Pattern DESTINATION = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s\\[\\]/]+):(\\d{1,5})");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    public Egress {
        allowed = List.copyOf(allowed);
    }

    /**
     * A port of another machine, by TCP or UDP.
     *
     * @param host its name, of which all addresses count that it has when the container starts; or an address
     * @param port 1 to 65535
     */
    public record Destination(String host, int port) {
        public Destination {
            PublishedPort.requirePort("egress", port, 1);
        }

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * With the addresses that names have now.
     *
     * @throws ContainerException if a name has none
     */
    EgressRules rules() throws ContainerException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        boolean names = false;
        for (Destination destination : allowed) {
            names |= !ADDRESS.matcher(destination.host()).matches();
            try {
                for (InetAddress address : InetAddress.getAllByName(destination.host())) {
                    addresses.add(new InetSocketAddress(address, destination.port()));
                }
            } catch (UnknownHostException e) {
                throw ContainerException.of("allow " + destination + " (egress)", "this machine finds no such host");
            }
        }
        return new EgressRules(addresses, names);
    }

    /**
     * Reads {@code none}, or destinations such as {@code repo.example:443} and {@code [2001:db8::1]:443}.
     *
     * @throws IllegalArgumentException if a text is neither; the message begins with {@code egress}
     */
    public static Egress parse(List<String> texts) {
        if (texts.size() == 1 && texts.get(0).strip().equalsIgnoreCase("none")) {
            return NONE;
        }
        List<Destination> allowed = new ArrayList<>();
        for (String text : texts) {
            Matcher parts = DESTINATION.matcher(text.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "egress: '" + text + "' is not host:port, as in repo.example:443 or [2001:db8::1]:443");
            }
            String host = parts.group(1);
            allowed.add(new Destination(
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(parts.group(2))));
        }
        return new Egress(allowed);
    }
}
