/**
 * Whole Maven builds with the plugin, as a user runs them: {@link io.jdock.it.MavenBuild} copies a project and runs a
 * Maven on it. Knows the plugin only by its goals and their output.
 */
@NullMarked
package io.jdock.it;

import org.jspecify.annotations.NullMarked;
