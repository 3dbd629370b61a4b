package io.jdock.service;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a service is waited for. {@code toString} says it in words, for messages such as "still waited for port 80". */
public sealed interface Condition {

    /**
     * Lines that it writes.
     *
     * @param pattern found in a line, not necessarily the whole of it
     * @param times in how many lines, at least 1
     */
    record Log(Pattern pattern, int times) implements Condition {
        public Log {
            if (times < 1) {
                throw new IllegalArgumentException("times: " + times + " is less than 1");
            }
        }

        @Override
        public String toString() {
            return (times == 1 ? "a line" : times + " lines") + " with '" + pattern + "'";
        }
    }

    /**
     * It listens on a TCP port, in its own network or the host's.
     *
     * @param port 1 to 65535
     */
    record Listening(int port) implements Condition {
        @Override
        public String toString() {
            return "port " + port;
        }
    }

    /**
     * An address answers as it should.
     *
     * @param address of http or https; on {@code localhost}, its port may be a published one of the container
     * @param method such as GET
     * @param leastStatus of the statuses that count, inclusive
     * @param mostStatus of them, inclusive
     * @param body found in what it answers
     * @param anyCertificate whether TLS is taken from whoever answers, as of services with a certificate of their own making
     */
    record Http(
            URI address, String method, int leastStatus, int mostStatus, Optional<Pattern> body, boolean anyCertificate)
            implements Condition {

        /** A GET, answered with a status from 200 to 399. */
        public static Http get(URI address) {
            return new Http(address, "GET", 200, 399, Optional.empty(), false);
        }

        @Override
        public String toString() {
            return "an answer from " + address;
        }
    }

    /** A shell command succeeds inside. */
    record Command(String command) implements Condition {
        @Override
        public String toString() {
            return "success of '" + command + "'";
        }
    }

    /** Its health check succeeds, which is a part of its description. */
    record Healthy() implements Condition {
        @Override
        public String toString() {
            return "its health check";
        }
    }

    /**
     * It ends, having prepared something.
     *
     * @param status with which, 0 to 255
     */
    record Exit(int status) implements Condition {
        @Override
        public String toString() {
            return "its end with status " + status;
        }
    }

    /** A time passes. */
    record Time(Duration time) implements Condition {
        @Override
        public String toString() {
            return time.toMillis() + " ms to pass";
        }
    }

    /**
     * One of several holds.
     *
     * @param conditions at least one
     */
    record AnyOf(List<Condition> conditions) implements Condition {
        public AnyOf {
            conditions = List.copyOf(conditions);
            if (conditions.isEmpty()) {
                throw new IllegalArgumentException("conditions: there is none");
            }
        }

        @Override
        public String toString() {
            return conditions.stream().map(Condition::toString).collect(Collectors.joining(" or "));
        }
    }
}
