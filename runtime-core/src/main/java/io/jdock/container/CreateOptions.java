package io.jdock.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a command that creates a container may ask for besides its configuration.
 *
 * @param pidFile where to write the process id of the container's first process, as this host counts
 * @param consoleSocket a Unix socket that takes the master of the pseudo-terminal, for {@code process.terminal}
 * @param preservedDescriptors how many descriptors from 3 on the application keeps, 0 or more
 * @param listeningDescriptors how many of them are sockets of socket activation, of which LISTEN_FDS tells the application
 * @param pivots whether the root is changed with pivot_root(2); false takes chroot(2), for a machine whose root is its initial
 *     RAM disk. Whoever has CAP_SYS_CHROOT in the container can then get at the host's files
 * @param ownKeyring whether the container gets an empty session keyring, or else the caller's with all keys in it
 * @param configuration the file in the place of the bundle's {@code config.json}
 */
public record CreateOptions(
        Optional<Path> pidFile,
        Optional<Path> consoleSocket,
        int preservedDescriptors,
        int listeningDescriptors,
        boolean pivots,
        boolean ownKeyring,
        Optional<Path> configuration) {
    /** Nothing of it. */
    public static final CreateOptions NONE =
            new CreateOptions(Optional.empty(), Optional.empty(), 0, 0, true, true, Optional.empty());

    public CreateOptions {
        if (listeningDescriptors < 0 || preservedDescriptors < listeningDescriptors) {
            throw new IllegalArgumentException("cannot preserve " + preservedDescriptors + " descriptors");
        }
    }
}
