/**
 * Builds images as Dockerfiles say, without a daemon: {@link io.jdock.build.DockerfileBuild}.
 *
 * <p>Files are copied from and to layers as archives, so what an instruction makes does not depend on who builds; commands run in
 * containers, whose changes become layers. The floors {@code service} and {@code cli} may import this package. It knows nothing of Maven.
 */
@NullMarked
package io.jdock.build;

import org.jspecify.annotations.NullMarked;
