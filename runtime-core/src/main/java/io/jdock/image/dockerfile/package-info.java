/**
 * Dockerfiles as data: what one says, and at which line and column; which variables its words name; which files of a directory
 * its patterns mean. {@link io.jdock.image.dockerfile.Dockerfile} is where to begin.
 *
 * <p>All of it is pure. Whoever may import {@code io.jdock.image} may import this package, which knows nothing of containers: what
 * an instruction does to an image is told in {@code io.jdock.build}.
 */
@NullMarked
package io.jdock.image.dockerfile;

import org.jspecify.annotations.NullMarked;
