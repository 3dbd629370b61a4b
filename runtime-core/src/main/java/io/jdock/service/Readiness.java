package io.jdock.service;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * When a service counts as ready.
 *
 * @param conditions all of which hold, one after the other
 * @param timeout after which the service is given up
 */
public record Readiness(List<Condition> conditions, Duration timeout) {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    public Readiness {
        conditions = List.copyOf(conditions);
    }

    /** No condition: ready as soon as it is started. */
    public static Readiness atOnce() {
        return new Readiness(List.of(), TIMEOUT);
    }

    /** When one of these conditions holds. */
    public static Readiness anyOf(Condition... conditions) {
        return atOnce().with(new Condition.AnyOf(List.of(conditions)));
    }

    /** With one more condition. */
    public Readiness with(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new Readiness(more, timeout);
    }

    /** With this, found in a line that it writes. */
    public Readiness withLog(Pattern log) {
        return with(new Condition.Log(log, 1));
    }

    /** With this port, 1 to 65535, that it listens on. */
    public Readiness withTcp(int tcp) {
        return with(new Condition.Listening(tcp));
    }

    /** With this address, which answers with a status from 200 to 399. */
    public Readiness withHttp(URI http) {
        return with(Condition.Http.get(http));
    }

    /** With this shell command inside, which succeeds. */
    public Readiness withCommand(String command) {
        return with(new Condition.Command(command));
    }

    /** With its health check, which succeeds; for services that have one. */
    public Readiness withHealth() {
        return with(new Condition.Healthy());
    }

    /** Whether its health check has to succeed, or is one of several conditions of which one has to hold. */
    public boolean asksForHealth() {
        return conditions.stream().anyMatch(Readiness::asksForHealth);
    }

    private static boolean asksForHealth(Condition condition) {
        return condition instanceof Condition.Healthy
                || (condition instanceof Condition.AnyOf any
                        && any.conditions().stream().anyMatch(Readiness::asksForHealth));
    }

    /** With this status, 0 to 255, that it ends with: for what prepares something and ends. */
    public Readiness withExit(int exit) {
        return with(new Condition.Exit(exit));
    }

    /** With this time, which passes. */
    public Readiness withTime(Duration time) {
        return with(new Condition.Time(time));
    }

    /** With this time, after which the service is given up. */
    public Readiness withTimeout(Duration timeout) {
        return new Readiness(conditions, timeout);
    }
}
