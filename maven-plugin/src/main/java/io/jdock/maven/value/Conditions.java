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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The parameter {@code wait}: conditions by their names. */
public final class Conditions {
    private static final String PARAMETER = "wait";

    private static final Set<String> CONDITIONS = new TreeSet<>(Set.of(
            "log",
            "logCount",
            "tcp",
            "http",
            "httpMethod",
            "httpStatus",
            "httpBody",
            "httpAnyCertificate",
            "command",
            "exit",
            "health",
            "time",
            "any",
            "timeout"));

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
            if (!CONDITIONS.contains(name)) {
                throw new ParameterException(
                        PARAMETER, "there is no condition '" + name + "'; there are " + String.join(", ", CONDITIONS));
            }
        }
        return new Conditions(conditions, health).readiness();
    }

    private Readiness readiness() throws ParameterException {
        List<Condition> all = new ArrayList<>();
        log().ifPresent(all::add);
        number("tcp", 1, 65535).map(Condition.Listening::new).ifPresent(all::add);
        http().ifPresent(all::add);
        Optional.ofNullable(values.get("command")).map(Condition.Command::new).ifPresent(all::add);
        number("exit", 0, 255).map(Condition.Exit::new).ifPresent(all::add);
        health(all.isEmpty()).ifPresent(all::add);
        span("time").map(Condition.Time::new).ifPresent(all::add);
        boolean any = isTrue("any") && !all.isEmpty();
        return new Readiness(
                any ? List.of(new Condition.AnyOf(all)) : all,
                span("timeout").orElse(Readiness.atOnce().timeout()));
    }

    private Optional<Condition> log() throws ParameterException {
        needs("logCount", "log");
        Optional<Pattern> pattern = pattern("log");
        int times = number("logCount", 1, 99999).orElse(1);
        return pattern.map(it -> new Condition.Log(it, times));
    }

    private Optional<Condition> http() throws ParameterException {
        for (String name : List.of("httpMethod", "httpStatus", "httpBody", "httpAnyCertificate")) {
            needs(name, "http");
        }
        Optional<URI> address = uri("http");
        if (address.isEmpty()) {
            return Optional.empty();
        }
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
        return Optional.of(new Condition.Http(
                address.get(), method, least, most, pattern("httpBody"), isTrue("httpAnyCertificate")));
    }

    /** A value that says more of another makes no sense without it. */
    private void needs(String name, String other) throws ParameterException {
        if (values.containsKey(name) && !values.containsKey(other)) {
            throw new ParameterException(PARAMETER + "." + name, "says more of " + other + ", which is not given");
        }
    }

    private Optional<Condition> health(boolean nothingElse) throws ParameterException {
        boolean wanted = values.containsKey("health") ? isTrue("health") : nothingElse && !values.containsKey("time");
        if (wanted && health.isEmpty() && values.containsKey("health")) {
            throw refused("health", "takes a healthCheck, or an image with a HEALTHCHECK whose own program is run");
        }
        return wanted ? health.map(check -> new Condition.Healthy()) : Optional.empty();
    }

    private Optional<Pattern> pattern(String name) throws ParameterException {
        try {
            return Optional.ofNullable(values.get(name)).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(PARAMETER + "." + name, "is no regular expression: " + e.getMessage(), e);
        }
    }

    private Optional<Integer> number(String name, int least, int most) throws ParameterException {
        String text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw refused(name, "is no number from " + least + " to " + most);
        }
        return Optional.of(Integer.parseInt(text));
    }

    private Optional<Duration> span(String name) throws ParameterException {
        String text = values.get(name);
        return text == null ? Optional.empty() : Optional.of(TimeSpan.parse(PARAMETER + "." + name, text));
    }

    private boolean isTrue(String name) throws ParameterException {
        String text = values.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw refused(name, "is neither true nor false");
        }
        return text.equals("true");
    }

    private Optional<URI> uri(String name) throws ParameterException {
        String text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            if (text.matches("https?://[^ ]+")) {
                return Optional.of(new URI(text));
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
