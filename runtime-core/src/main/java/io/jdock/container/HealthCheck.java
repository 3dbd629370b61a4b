package io.jdock.container;

import java.time.Duration;
import java.util.List;

/**
 * A command in a container that tells whether its application works: by exit status 0.
 *
 * @param command program and arguments, at least one
 * @param timeout of one run, which has failed then
 */
public record HealthCheck(List<String> command, Duration timeout) {
    /** Docker's, where an image says none. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    public HealthCheck {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: a program is needed");
        }
    }
}
