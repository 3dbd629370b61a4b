package io.jdock.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a command starts a further process in a container, besides what the process is.
 *
 * @param detached whether the process goes on without the command
 * @param pidFile where to write its process id, as this host counts
 * @param consoleSocket a Unix socket that takes the master of the pseudo-terminal, if it has one; needed for one that is
 *     detached
 * @param preservedDescriptors how many descriptors from 3 on the process keeps, 0 or more
 */
public record ExecOptions(
        boolean detached, Optional<Path> pidFile, Optional<Path> consoleSocket, int preservedDescriptors) {
    public ExecOptions {
        if (preservedDescriptors < 0) {
            throw new IllegalArgumentException("cannot preserve " + preservedDescriptors + " descriptors");
        }
    }
}
