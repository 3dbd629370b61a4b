package io.jdock.service;

import java.time.Duration;

/**
 * Whether a service that ends by itself, after it was ready, is started again. One that was stopped or killed stays down.
 *
 * @param attempts how often at most, 0 for never
 * @param onSuccess whether also after an exit status of 0
 */
public record RestartPolicy(int attempts, boolean onSuccess) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    public RestartPolicy {
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts: " + attempts + " is negative");
        }
    }

    /** It stays down. */
    public static RestartPolicy never() {
        return new RestartPolicy(0, false);
    }

    /** Only if it fails, so often at most. */
    public static RestartPolicy onFailure(int attempts) {
        return new RestartPolicy(attempts, false);
    }

    /** However it ends. */
    public static RestartPolicy always() {
        return new RestartPolicy(Integer.MAX_VALUE, true);
    }

    /** Whether it is started again after having ended with a status, having been started again so often already. */
    boolean allows(int status, int restarts) {
        return restarts < attempts && (onSuccess || status != 0);
    }

    /** How long to wait before it is started again, so that one that cannot run does not take the machine: doubled each time. */
    Duration pause(int restarts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(restarts, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
