/**
 * The ways in and out of a container's own network namespace: ports of the host that lead to the container, and ports of the
 * container that lead to the host's loopback interface.
 *
 * <p>Only {@code container} imports this package. It knows nothing of images, and of a container no more than the process whose
 * namespace it enters.
 */
@NullMarked
package io.jdock.network;

import org.jspecify.annotations.NullMarked;
