package io.jdock.maven.value;

import io.jdock.service.Readiness;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The parameter {@code wait}: conditions by their names. */
public final class Conditions {
    private static final String PARAMETER = "wait";

    private static final Set<String> CONDITIONS =
            new TreeSet<>(Set.of("log", "tcp", "http", "command", "exit", "time", "timeout"));

    /**
     * Reads conditions by their names.
     *
     * @throws ParameterException if there is no such condition, or a value is not of its kind
     */
    public static Readiness parse(Map<String, String> conditions) throws ParameterException {
        for (String name : conditions.keySet()) {
            if (!CONDITIONS.contains(name)) {
                throw new ParameterException(
                        PARAMETER, "there is no condition '" + name + "'; there are " + String.join(", ", CONDITIONS));
            }
        }
        return new Readiness(
                pattern(conditions.get("log")),
                number("tcp", conditions.get("tcp"), 1, 65535),
                uri(conditions.get("http")),
                Optional.ofNullable(conditions.get("command")),
                number("exit", conditions.get("exit"), 0, 255),
                conditions.containsKey("time")
                        ? Optional.of(TimeSpan.parse("wait.time", conditions.get("time")))
                        : Optional.empty(),
                conditions.containsKey("timeout")
                        ? TimeSpan.parse("wait.timeout", conditions.get("timeout"))
                        : Readiness.atOnce().timeout());
    }

    private static Optional<Pattern> pattern(@Nullable String text) throws ParameterException {
        try {
            return Optional.ofNullable(text).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new ParameterException("wait.log", "is no regular expression: " + e.getMessage(), e);
        }
    }

    private static Optional<Integer> number(String name, @Nullable String text, int least, int most)
            throws ParameterException {
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new ParameterException(
                    PARAMETER + "." + name, "'" + text + "' is no number from " + least + " to " + most);
        }
        return Optional.of(Integer.parseInt(text));
    }

    private static Optional<URI> uri(@Nullable String text) throws ParameterException {
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("https?://[^ ]+")) {
            throw new ParameterException("wait.http", "'" + text + "' is no address of http or https");
        }
        return Optional.of(URI.create(text));
    }

    private Conditions() {}
}
