package io.jdock.eclipse.core;

import io.jdock.container.ContainerSpec;
import io.jdock.container.SeccompChoice;
import java.util.List;

/**
 * What the application may do that others may not, and the other way round.
 *
 * @param added capabilities beyond the usual ones, with or without {@code CAP_}
 * @param dropped capabilities that are taken from the usual ones
 */
public record Rights(List<String> added, List<String> dropped, SeccompChoice seccomp) {
    public Rights {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
    }

    void applyTo(ContainerSpec.Builder spec) {
        added.forEach(spec::addCapability);
        dropped.forEach(spec::dropCapability);
        spec.seccomp(seccomp);
    }
}
