/**
 * What the goals need to know of a Maven project: its main class, its class path, and settings spread over several properties.
 *
 * <p>Imported by the goals; knows nothing of containers.
 */
@NullMarked
package io.jdock.maven.project;

import org.jspecify.annotations.NullMarked;
