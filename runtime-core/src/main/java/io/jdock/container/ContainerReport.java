package io.jdock.container;

import io.jdock.oci.State;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What is known of a container besides what the specification asks for.
 *
 * @param rootfs absolute path of its root directory
 * @param owner user id of who created it
 */
public record ContainerReport(State state, Path rootfs, Instant created, long owner) {}
