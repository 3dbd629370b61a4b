/**
 * Registries: fetching images into a {@link io.jdock.image.ContentStore} and sending them away (OCI distribution-spec 1.1,
 * Docker's schema 2).
 *
 * <p>Everything here stands on {@link java.net.http}. The SDK of ORAS was looked at and not taken: it follows whatever redirect
 * a registry sends, takes {@code Authorization} along, reads the parameters of a challenge in one fixed order, and brings
 * Jackson 3, Caffeine and BouncyCastle into every build. A registry is a stranger: what it says is checked here, against
 * digest, size and the limits of documents; it is answered once for a 401; redirects lead to HTTPS only and carry nothing.
 *
 * <p>Those may import this package that may import {@code io.jdock.image}. It knows nothing of layers as directories, of
 * containers and of Maven.
 */
@NullMarked
package io.jdock.image.registry;

import org.jspecify.annotations.NullMarked;
