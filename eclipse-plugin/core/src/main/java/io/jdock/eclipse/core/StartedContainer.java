package io.jdock.eclipse.core;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import java.time.Instant;
import java.util.Optional;

/**
 * A container that the IDE started.
 *
 * @param name how people call it
 * @param system what its system is, for people
 * @param image that is its system, if one is
 */
public record StartedContainer(
        Container container, String name, String system, Optional<ContainerImage> image, Instant started) {}
