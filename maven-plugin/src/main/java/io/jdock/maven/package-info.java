/**
 * The goals of the Maven plugin: they read the project and the plugin's parameters, and leave everything that has to do with
 * containers to {@code runtime-core}.
 */
@NullMarked
package io.jdock.maven;

import org.jspecify.annotations.NullMarked;
