package io.jdock.network;

import java.util.Optional;

/**
 * What connects a container's network to others.
 *
 * @param kernel tried first: it carries packets at no cost worth mentioning
 * @param program takes its place where it cannot serve
 */
public record WayOut(Optional<Router> kernel, Optional<UserModeNetwork> program) {
    /** Nothing. */
    public static final WayOut NONE = new WayOut(Optional.empty(), Optional.empty());

    /** Whether there is none. */
    public boolean isNone() {
        return kernel.isEmpty() && program.isEmpty();
    }
}
