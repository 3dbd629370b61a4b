/**
 * The command line {@code bin/jdock}: an OCI runtime that Podman and others drive in place of crun or runc. Its commands only
 * parse and print; what they do is {@link io.jdock.container.OciRuntime}'s.
 *
 * <p>The uppermost floor: it may import all others, and nothing imports it. It knows nothing of Maven or Eclipse.
 */
@NullMarked
package io.jdock.cli;

import org.jspecify.annotations.NullMarked;
