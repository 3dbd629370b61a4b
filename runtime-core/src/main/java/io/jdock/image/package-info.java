/**
 * Images: the store of their content, and their layers as directories that overlays take.
 *
 * <p>{@link io.jdock.image.ContentStore} is what transfers write to and read from, {@link io.jdock.image.LocalStore} the one
 * of this user on this machine.
 *
 * <p>The floors {@code container} and {@code cli} may import this package. It knows nothing of containers and of Maven.
 */
@NullMarked
package io.jdock.image;

import org.jspecify.annotations.NullMarked;
