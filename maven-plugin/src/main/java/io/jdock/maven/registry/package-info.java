/**
 * What Maven knows of registries: the elements {@code <registries>} of goals, servers and proxies of {@code settings.xml}, and
 * its log, in which transfers are told.
 *
 * <p>The goals may import this package. It knows nothing of projects and of what runs in containers.
 */
@NullMarked
package io.jdock.maven.registry;

import org.jspecify.annotations.NullMarked;
