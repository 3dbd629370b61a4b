package io.jdock.eclipse.core;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import java.io.IOException;

/** Starts containers, which end with the IDE. A declarative service; safe for use by several threads. */
public interface Containers {

    /**
     * Starts a container and returns when its application runs.
     *
     * @throws IOException if it cannot be started; then nothing of it is left
     * @throws RuntimeException if this machine cannot have containers, or not this one; the message says why
     */
    Container start(ContainerSpec spec) throws IOException;
}
