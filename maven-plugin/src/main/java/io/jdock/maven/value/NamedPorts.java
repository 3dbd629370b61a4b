package io.jdock.maven.value;

import io.jdock.container.PublishedPort;
import io.jdock.container.PublishedPort.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameter {@code ports}, where a port of the machine may be a property's name: {@code web.port:8080}, as in the
 * docker-maven-plugin. A property with a value is that port; one without is for any free port, which becomes its value.
 *
 * @param numbered the ports with the values of properties in the place of their names
 * @param toBeSet names of the properties that have no value yet
 */
public record NamedPorts(List<String> numbered, Map<String, Inside> toBeSet) {
    /** What follows an address is a name if it is no number; it is no address itself. */
    private static final Pattern NOTATION =
            Pattern.compile("(?<address>[0-9.]+:|\\[[^]]*]:)?(?!localhost:)(?<name>[A-Za-z_][A-Za-z0-9._-]*)"
                    + ":(?<port>[0-9]{1,5})(?:/(?<protocol>tcp|udp))?");

    /** Where a port leads. */
    public record Inside(int port, Protocol protocol) {
        boolean isReachedBy(PublishedPort published) {
            return published.containerPort() == port && published.protocol() == protocol;
        }
    }

    public NamedPorts {
        numbered = List.copyOf(numbered);
    }

    /**
     * Reads the parameter.
     *
     * @param project the properties of the POM, and those that other goals have set
     * @param user those of the command line, which win
     * @throws ParameterException if the value of a property is no port
     */
    public static NamedPorts of(List<String> ports, Properties project, Properties user) throws ParameterException {
        List<String> numbered = new ArrayList<>();
        Map<String, Inside> toBeSet = new LinkedHashMap<>();
        for (String text : ports) {
            Matcher parts = NOTATION.matcher(text.strip());
            if (!parts.matches()) {
                numbered.add(text);
                continue;
            }
            String name = parts.group("name");
            String protocol = Optional.ofNullable(parts.group("protocol")).orElse("tcp");
            Optional<String> value = value(name, user.getProperty(name, project.getProperty(name)));
            numbered.add(Optional.ofNullable(parts.group("address")).orElse("") + value.orElse("") + ":"
                    + parts.group("port") + "/" + protocol);
            if (value.isEmpty()) {
                int inside = Integer.parseInt(parts.group("port"));
                toBeSet.put(name, new Inside(inside, Protocol.valueOf(protocol.toUpperCase(Locale.ROOT))));
            }
        }
        return new NamedPorts(numbered, toBeSet);
    }

    private static Optional<String> value(String name, @Nullable String text) throws ParameterException {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (!text.strip().matches("[0-9]{1,5}")) {
            throw new ParameterException("ports", "the property " + name + " is '" + text + "', which is no port");
        }
        return Optional.of(text.strip());
    }

    /**
     * The properties, now that the ports are known.
     *
     * @param published of the container; none in the host's network, where ports are the application's own
     */
    public Map<String, String> values(List<PublishedPort> published) {
        Map<String, String> values = new LinkedHashMap<>();
        toBeSet.forEach((name, inside) -> values.put(
                name,
                String.valueOf(published.stream()
                        .filter(inside::isReachedBy)
                        .map(PublishedPort::hostPort)
                        .findFirst()
                        .orElse(inside.port()))));
        return values;
    }
}
