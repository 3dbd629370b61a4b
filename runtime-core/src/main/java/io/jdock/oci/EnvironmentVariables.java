package io.jdock.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Environment variables as execve(2) takes them. */
public final class EnvironmentVariables {
    private EnvironmentVariables() {}

    /**
     * Texts of the form {@code name=value} by their names, in their order, the last of several of a name; others, which mean
     * nothing, are ignored.
     */
    public static Map<String, String> byName(List<String> environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }
}
