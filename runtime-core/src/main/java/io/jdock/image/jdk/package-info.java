/**
 * A root file system that has nothing but a Java runtime: this machine's JDK, cut down to the modules that are wanted, and what its
 * programs need of this machine's C library.
 *
 * <p>Whoever may import {@code io.jdock.image} may import this package. It knows nothing of containers and of Maven.
 */
@NullMarked
package io.jdock.image.jdk;

import org.jspecify.annotations.NullMarked;
