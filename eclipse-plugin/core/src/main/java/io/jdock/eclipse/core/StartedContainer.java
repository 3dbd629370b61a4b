package io.jdock.eclipse.core;

import io.jdock.container.Container;
import java.time.Instant;

/**
 * A container that the IDE started.
 *
 * @param name how people call it
 * @param system what its system is, for people
 */
public record StartedContainer(Container container, String name, String system, Instant started) {}
