package io.jdock.image.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again: later each time, by chance a little sooner or later, so that many that failed together do not come back
 * together.
 *
 * @param attempts how often in all, 1 or more
 * @param first the pause after the first failure
 * @param longest the longest pause, also if the server wants a longer one: then it is not tried again
 * @param sleep lets time pass
 */
public record Retries(int attempts, Duration first, Duration longest, Sleep sleep) {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final int MAX_DOUBLINGS = 16;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Sleep {
        void during(Duration time) throws InterruptedException;
    }

    /** Five attempts within about eight seconds, more slowly if the registry asks for it. */
    public static Retries usual() {
        return new Retries(5, Duration.ofMillis(500), Duration.ofSeconds(60), time -> Thread.sleep(time.toMillis()));
    }

    /** The same with one attempt only. */
    public Retries once() {
        return new Retries(1, first, longest, sleep);
    }

    /** Whether a status may be another one a moment later. */
    static boolean passes(int status) {
        return PASSING.contains(status);
    }

    /**
     * Whether it is worth another attempt.
     *
     * @param failures how many there were, 1 or more
     * @param wanted how long the server wants to be left alone
     */
    boolean permit(int failures, Optional<Duration> wanted) {
        return failures < attempts
                && wanted.filter(pause -> pause.compareTo(longest) > 0).isEmpty();
    }

    /** Waits before another attempt. */
    void await(int failures, Optional<Duration> wanted) throws InterruptedException {
        sleep.during(wanted.orElseGet(() -> pause(failures)));
    }

    private Duration pause(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long milliseconds = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(
                milliseconds * 3 / 4 + ThreadLocalRandom.current().nextLong(milliseconds / 2 + 1));
    }

    /** The value of a field {@code Retry-After}: seconds or a date (RFC 9110, section 10.2.3). Empty if it is neither. */
    static Optional<Duration> retryAfter(String value, Instant now) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
