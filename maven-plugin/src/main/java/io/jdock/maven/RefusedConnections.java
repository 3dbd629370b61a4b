package io.jdock.maven;

import io.jdock.container.Container;
import org.apache.maven.plugin.logging.Log;

/** Sums up at the end of a container what its egress rules refused. */
final class RefusedConnections {
    private RefusedConnections() {}

    /** @param whose {@code The application}, or an alias */
    static void tell(String whose, Container container, Log log) {
        var refused = container.refusedConnections();
        if (!refused.isEmpty()) {
            log.warn(whose + " was refused by its egress rules:");
            refused.forEach(connection -> log.warn("    " + connection));
        }
    }
}
