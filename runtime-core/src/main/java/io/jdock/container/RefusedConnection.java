package io.jdock.container;

import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * What a container tried to reach, and its {@link Egress} rules do not allow.
 *
 * @param protocol {@code tcp}, {@code udp}, or {@code protocol} and its number
 * @param port 0 if the protocol has none
 * @param count of attempts: for TCP connections, for all else packets
 * @param first when the first of them was refused
 */
public record RefusedConnection(String protocol, InetAddress address, int port, long count, Instant first) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** For people, with the time of this machine: {@code tcp to 198.51.100.2:80, 3 times, first at 12:00:00}. */
    @Override
    public String toString() {
        String host = address.getHostAddress();
        String where = (host.indexOf(':') < 0 ? host : "[" + host + "]") + (port == 0 ? "" : ":" + port);
        String times = count == 1 ? "once, at " : count + " times, first at ";
        return protocol + " to " + where + ", " + times
                + TIME.withZone(ZoneId.systemDefault()).format(first);
    }
}
