/**
 * Containers for Java programs: describe one with {@link io.jdock.container.ContainerSpec}, start it with
 * {@link io.jdock.container.Jdock}, and hold it as a {@link java.lang.Process}.
 *
 * <p>This is the package that Maven, Eclipse and other programs use. It may import all of the engine's packages below
 * it, and knows nothing of Maven or Eclipse.
 */
@NullMarked
package io.jdock.container;

import org.jspecify.annotations.NullMarked;
