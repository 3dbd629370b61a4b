package io.jdock.junit;

import io.jdock.service.Readiness;
import java.net.URI;
import java.util.regex.Pattern;

/** When a service is ready. More conditions are added by the methods of {@link Readiness}: all of them have to hold. */
public final class Wait {
    private Wait() {}

    /** When a line that it writes contains a match of this regular expression. */
    public static Readiness forLogMessage(String regex) {
        return Readiness.atOnce().withLog(Pattern.compile(regex));
    }

    /**
     * When something listens on this port in the container.
     *
     * @param port 1 to 65535
     */
    public static Readiness forListeningPort(int port) {
        return Readiness.atOnce().withTcp(port);
    }

    /**
     * When this path answers with a status below 400.
     *
     * @param port of the container, exposed
     * @param path with the slash that it begins with
     */
    public static Readiness forHttp(int port, String path) {
        return Readiness.atOnce().withHttp(URI.create("http://localhost:" + port + path));
    }

    /** When this shell command succeeds in the container. */
    public static Readiness forSuccessfulCommand(String command) {
        return Readiness.atOnce().withCommand(command);
    }

    /**
     * When its health check succeeds: the one of {@link ServiceContainer#withHealthCheck}, or the {@code HEALTHCHECK} of its image. As long as
     * it has not, the check is run far more often than its interval says.
     */
    public static Readiness forHealthcheck() {
        return Readiness.atOnce().withHealth();
    }

    /** When it has ended with status 0: for what prepares something and ends. */
    public static Readiness forSuccess() {
        return Readiness.atOnce().withExit(0);
    }
}
