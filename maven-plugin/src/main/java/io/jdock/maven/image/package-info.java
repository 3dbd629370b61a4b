/**
 * What a Maven project puts into an image: its dependencies and its own files as layers.
 *
 * <p>Imported by the goals; knows nothing of containers.
 */
@NullMarked
package io.jdock.maven.image;

import org.jspecify.annotations.NullMarked;
