package io.jdock.container;

import java.time.Duration;
import java.util.List;

/**
 * A command in a container that tells whether its application works: by exit status 0. What its times and counts mean is as with
 * Docker, in whose reference ("Dockerfile", HEALTHCHECK) they are described.
 *
 * @param command program and arguments, at least one
 * @param interval from the end of one run to the next, more than zero
 * @param timeout of one run, which has failed then; more than zero
 * @param retries how many failures one after the other make the application unhealthy, at least 1
 * @param startPeriod after the start, in which failures do not count as long as no run has succeeded; zero for none
 * @param startInterval in the place of {@code interval} in that time, more than zero
 */
public record HealthCheck(
        List<String> command,
        Duration interval,
        Duration timeout,
        int retries,
        Duration startPeriod,
        Duration startInterval) {
    /** Docker's, where nothing is said. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final int RETRIES = 3;

    private static final Duration START_INTERVAL = Duration.ofSeconds(5);

    public HealthCheck {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: a program is needed");
        }
        requirePositive("interval", interval);
        requirePositive("timeout", timeout);
        requirePositive("startInterval", startInterval);
        if (startPeriod.isNegative()) {
            throw new IllegalArgumentException("startPeriod: " + startPeriod + " is less than nothing");
        }
        if (retries < 1) {
            throw new IllegalArgumentException("retries: " + retries + " is less than 1");
        }
    }

    private static void requirePositive(String field, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(field + ": " + time + " is no time");
        }
    }

    /** With Docker's times. */
    public static HealthCheck of(String... command) {
        return new HealthCheck(List.of(command), INTERVAL, TIMEOUT, RETRIES, Duration.ZERO, START_INTERVAL);
    }

    /** With this program and its arguments. */
    public HealthCheck withCommand(List<String> value) {
        return new HealthCheck(value, interval, timeout, retries, startPeriod, startInterval);
    }

    /** With this time from the end of one run to the next. */
    public HealthCheck withInterval(Duration value) {
        return new HealthCheck(command, value, timeout, retries, startPeriod, startInterval);
    }

    /** With this time for one run. */
    public HealthCheck withTimeout(Duration value) {
        return new HealthCheck(command, interval, value, retries, startPeriod, startInterval);
    }

    /** With so many failures that make the application unhealthy. */
    public HealthCheck withRetries(int value) {
        return new HealthCheck(command, interval, timeout, value, startPeriod, startInterval);
    }

    /** With this time after the start, in which failures do not count. */
    public HealthCheck withStartPeriod(Duration value) {
        return new HealthCheck(command, interval, timeout, retries, value, startInterval);
    }

    /** With this time from the end of one run to the next in the start period. */
    public HealthCheck withStartInterval(Duration value) {
        return new HealthCheck(command, interval, timeout, retries, startPeriod, value);
    }
}
