/**
 * Whole Maven builds with the plugin, as a user runs them: {@link io.jdock.it.MavenBuild} copies a project and runs a
 * Maven on it. Knows the plugin only by its goals and their output.
 * What has to do with Maven's own process (signals, its end, its terminal, its environment, its version) takes a process
 * of its own, {@code start}; other builds run in one Maven after the other, {@code run}.
 */
@NullMarked
package io.jdock.it;

import org.jspecify.annotations.NullMarked;
