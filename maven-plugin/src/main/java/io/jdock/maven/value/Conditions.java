package io.jdock.maven.value;

import io.jdock.container.HealthCheck;
import io.jdock.service.Condition;
import io.jdock.service.Readiness;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The parameter {@code wait}: conditions by their names. */
public final class Conditions {
    private static final String PARAMETER = "wait";

    /** In the order in which they are looked at. */
    private static final List<String> CONDITIONS = List.of("log", "tcp", "http", "command", "exit", "health", "time");

    /** What says more of a condition, and makes no sense without it. */
    private static final Map<String, String> DETAILS = Map.of(
            "logCount", "log",
            "httpMethod", "http",
            "httpStatus", "http",
            "httpBody", "http",
            "httpAnyCertificate", "http");

    private static final List<String> OF_ALL = List.of("any", "timeout");

    private static final Set<String> METHODS = new TreeSet<>(Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"));

    private static final Pattern STATUSES = Pattern.compile("([1-5][0-9]{2})(?:\\.\\.([1-5][0-9]{2}))?");

    private final Map<String, String> values;

    private final Optional<HealthCheck> health;

    private Conditions(Map<String, String> values, Optional<HealthCheck> health) {
        this.values = values;
        this.health = health;
    }

    /**
     * Reads conditions by their names.
     *
     * @throws ParameterException if there is no such condition, or a value is not of its kind
     */
    public static Readiness parse(Map<String, String> conditions) throws ParameterException {
        return parse(conditions, Optional.empty());
    }

    /**
     * As above, for an application whose health check is waited for if nothing else is.
     *
     * @param health the check, if there is one
     */
    public static Readiness parse(Map<String, String> conditions, Optional<HealthCheck> health)
            throws ParameterException {
        for (String name : conditions.keySet()) {
            requireSense(name, conditions);
        }
        return new Conditions(conditions, health).readiness();
    }

    private static void requireSense(String name, Map<String, String> conditions) throws ParameterException {
        String other = DETAILS.get(name);
        if (other != null && !conditions.containsKey(other)) {
            throw new ParameterException(PARAMETER + "." + name, "says more of " + other + ", which is not given");
        }
        if (other == null && !CONDITIONS.contains(name) && !OF_ALL.contains(name)) {
            throw new ParameterException(PARAMETER, "there is no condition '" + name + "'; there are " + names());
        }
    }

    private static String names() {
        Set<String> names = new TreeSet<>(CONDITIONS);
        names.addAll(DETAILS.keySet());
        names.addAll(OF_ALL);
        return String.join(", ", names);
    }

    private Readiness readiness() throws ParameterException {
        List<Condition> all = new ArrayList<>();
        for (String name : CONDITIONS) {
            if (isWanted(name)) {
                all.add(condition(name));
            }
        }
        if (all.isEmpty() && health.isPresent() && !values.containsKey("health")) {
            all.add(new Condition.Healthy());
        }
        boolean any = isTrue("any") && !all.isEmpty();
        return new Readiness(
                any ? List.of(new Condition.AnyOf(all)) : all,
                values.containsKey("timeout")
                        ? span("timeout")
                        : Readiness.atOnce().timeout());
    }

    private boolean isWanted(String name) throws ParameterException {
        return name.equals("health") ? isTrue(name) : values.containsKey(name);
    }

    private Condition condition(String name) throws ParameterException {
        return switch (name) {
            case "log" ->
                new Condition.Log(pattern(name), values.containsKey("logCount") ? number("logCount", 1, 99999) : 1);
            case "tcp" -> new Condition.Listening(number(name, 1, 65535));
            case "http" -> http();
            case "command" -> new Condition.Command(value(name));
            case "exit" -> new Condition.Exit(number(name, 0, 255));
            case "health" -> healthy();
            default -> new Condition.Time(span(name));
        };
    }

    private Condition http() throws ParameterException {
        Matcher statuses = STATUSES.matcher(values.getOrDefault("httpStatus", "200..399"));
        if (!statuses.matches()) {
            throw refused("httpStatus", "is neither a status such as 200 nor a range such as 200..399");
        }
        String method = values.getOrDefault("httpMethod", "GET");
        if (!METHODS.contains(method)) {
            throw refused("httpMethod", "is none of " + String.join(", ", METHODS));
        }
        int least = Integer.parseInt(statuses.group(1));
        int most = statuses.group(2) == null ? least : Integer.parseInt(statuses.group(2));
        Optional<Pattern> body = values.containsKey("httpBody") ? Optional.of(pattern("httpBody")) : Optional.empty();
        return new Condition.Http(address("http"), method, least, most, body, isTrue("httpAnyCertificate"));
    }

    private Condition healthy() throws ParameterException {
        if (health.isEmpty()) {
            throw refused("health", "takes a healthCheck, or an image with a HEALTHCHECK whose own program is run");
        }
        return new Condition.Healthy();
    }

    private String value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private Pattern pattern(String name) throws ParameterException {
        try {
            return Pattern.compile(value(name));
        } catch (PatternSyntaxException e) {
            throw new ParameterException(PARAMETER + "." + name, "is no regular expression: " + e.getMessage(), e);
        }
    }

    private int number(String name, int least, int most) throws ParameterException {
        String text = value(name);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw refused(name, "is no number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private Duration span(String name) throws ParameterException {
        return TimeSpan.parse(PARAMETER + "." + name, value(name));
    }

    private boolean isTrue(String name) throws ParameterException {
        String text = values.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw refused(name, "is neither true nor false");
        }
        return text.equals("true");
    }

    private URI address(String name) throws ParameterException {
        try {
            if (value(name).matches("https?://[^ ]+")) {
                return new URI(value(name));
            }
        } catch (URISyntaxException e) {
            throw new ParameterException(PARAMETER + "." + name, "is no address: " + e.getMessage(), e);
        }
        throw refused(name, "is no address of http or https");
    }

    private ParameterException refused(String name, String why) {
        return new ParameterException(PARAMETER + "." + name, "'" + values.get(name) + "' " + why);
    }
}
