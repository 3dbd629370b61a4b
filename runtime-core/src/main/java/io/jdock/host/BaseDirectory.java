package io.jdock.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A directory of the user that the environment may name (XDG Base Directory Specification). */
public enum BaseDirectory {
    CONFIGURATION("XDG_CONFIG_HOME"),
    DATA("XDG_DATA_HOME"),
    /** Which is there as long as the user's session lasts. */
    SESSION("XDG_RUNTIME_DIR");

    private final String variable;

    BaseDirectory(String variable) {
        this.variable = variable;
    }

    /** The one that an environment names; empty if it names none, or a relative path, which the specification says to ignore. */
    public Optional<Path> in(Map<String, String> environment) {
        String value = environment.getOrDefault(variable, "");
        return value.startsWith("/") ? Optional.of(Path.of(value)) : Optional.empty();
    }
}
