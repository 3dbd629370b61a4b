package io.jdock.maven.value;

import io.jdock.container.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameter {@code healthCheck}: what tells whether an application works, in the words of Docker and Compose. */
public final class HealthChecks {
    private static final String PARAMETER = "healthCheck";

    private static final String COMMAND = "command";

    /** For a command: not even that of the image. */
    private static final String NONE = "none";

    private static final Set<String> NAMES =
            new TreeSet<>(Set.of(COMMAND, "interval", "timeout", "retries", "startPeriod", "startInterval"));

    private static final long MOST_RETRIES = 1_000_000;

    private final Map<String, String> values;

    private HealthChecks(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a check by the names of its parts.
     *
     * @param values may leave out what the image says, and what Docker has an own choice for
     * @param image the image's check, if its own program is run
     * @return empty if there is no check, or none is wanted
     * @throws ParameterException if there is no such part, a value is not of its kind, or there is no command
     */
    public static Optional<HealthCheck> parse(Map<String, String> values, Optional<HealthCheck> image)
            throws ParameterException {
        for (String name : values.keySet()) {
            if (!NAMES.contains(name)) {
                throw new ParameterException(
                        PARAMETER, "there is no '" + name + "' of it; there are " + String.join(", ", NAMES));
            }
        }
        return new HealthChecks(values).over(image);
    }

    private Optional<HealthCheck> over(Optional<HealthCheck> image) throws ParameterException {
        String command = values.get(COMMAND);
        if ((command == null && image.isEmpty()) || NONE.equals(command)) {
            refuseOthers(command == null);
            return Optional.empty();
        }
        HealthCheck check = image.orElseGet(() -> HealthCheck.of("/bin/sh"));
        if (command != null) {
            check = check.withCommand(List.of("/bin/sh", "-c", command));
        }
        return Optional.of(new HealthCheck(
                check.command(),
                span("interval", check.interval()),
                span("timeout", check.timeout()),
                retries(check.retries()),
                span("startPeriod", check.startPeriod()),
                span("startInterval", check.startInterval())));
    }

    private void refuseOthers(boolean missing) throws ParameterException {
        for (String name : values.keySet()) {
            if (!name.equals(COMMAND)) {
                throw new ParameterException(
                        PARAMETER + "." + name,
                        missing
                                ? "says more of a check, and there is none: give a command, or run an image's own program"
                                        + " that has a HEALTHCHECK"
                                : "says more of a check, which command=none switches off");
            }
        }
    }

    private Duration span(String name, Duration usual) throws ParameterException {
        String text = values.get(name);
        return text == null ? usual : TimeSpan.parse(PARAMETER + "." + name, text);
    }

    private int retries(int usual) throws ParameterException {
        String text = values.get("retries");
        return text == null ? usual : (int) Math.min(MOST_RETRIES, Count.parse(PARAMETER + ".retries", text));
    }
}
