package io.jdock.service;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a service counts as ready: when all of this holds.
 *
 * @param log found in a line that it writes
 * @param tcp a port that it listens on
 * @param http an address that answers with a status below 400; a published port of {@code localhost} may be the container's
 * @param command a shell command inside that succeeds
 * @param exit the status that it ends with: for what prepares something and ends
 * @param time that has passed
 * @param timeout after which the service is given up
 */
public record Readiness(
        Optional<Pattern> log,
        Optional<Integer> tcp,
        Optional<URI> http,
        Optional<String> command,
        Optional<Integer> exit,
        Optional<Duration> time,
        Duration timeout) {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** No condition: ready as soon as it is started. */
    public static Readiness atOnce() {
        return new Readiness(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TIMEOUT);
    }

    /** With this, found in a line that it writes. */
    public Readiness withLog(Pattern log) {
        return new Readiness(Optional.of(log), tcp, http, command, exit, time, timeout);
    }

    /** With this port, 1 to 65535, that it listens on. */
    public Readiness withTcp(int tcp) {
        return new Readiness(log, Optional.of(tcp), http, command, exit, time, timeout);
    }

    /** With this address, which answers with a status below 400. */
    public Readiness withHttp(URI http) {
        return new Readiness(log, tcp, Optional.of(http), command, exit, time, timeout);
    }

    /** With this shell command inside, which succeeds. */
    public Readiness withCommand(String command) {
        return new Readiness(log, tcp, http, Optional.of(command), exit, time, timeout);
    }

    /** With this status, 0 to 255, that it ends with: for what prepares something and ends. */
    public Readiness withExit(int exit) {
        return new Readiness(log, tcp, http, command, Optional.of(exit), time, timeout);
    }

    /** With this time, which passes. */
    public Readiness withTime(Duration time) {
        return new Readiness(log, tcp, http, command, exit, Optional.of(time), timeout);
    }

    /** With this time, after which the service is given up. */
    public Readiness withTimeout(Duration timeout) {
        return new Readiness(log, tcp, http, command, exit, time, timeout);
    }
}
