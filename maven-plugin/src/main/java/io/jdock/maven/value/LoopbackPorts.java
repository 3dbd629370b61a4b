package io.jdock.maven.value;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Ports of this machine's loopback interface that a container reaches at the same numbers. */
public final class LoopbackPorts {
    /**
     * Reads ports.
     *
     * @param texts a number from 1 to 65535 each
     * @throws ParameterException if one is no such number, or is there twice
     */
    public static Set<Integer> parseAll(String parameter, List<String> texts) throws ParameterException {
        Set<Integer> ports = new LinkedHashSet<>();
        for (String text : texts) {
            int port = PortNumber.parse(
                    parameter, text, "is no port; write its number alone, such as 5432, which it has on both sides");
            if (!ports.add(port)) {
                throw ParameterException.of(parameter, text, "is given twice");
            }
        }
        return ports;
    }

    private LoopbackPorts() {}
}
