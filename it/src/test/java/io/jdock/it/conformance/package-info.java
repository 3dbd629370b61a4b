/**
 * What the OCI runtime specification 1.3 demands of a runtime on Linux, each demand a test named by its paragraph, seen from
 * outside: only the command line is called. {@code -Druntime=/usr/sbin/runc} points the suite at another runtime;
 * {@code docs/conformance.md} has the results. Knows nothing of jdock's classes.
 */
@NullMarked
package io.jdock.it.conformance;

import org.jspecify.annotations.NullMarked;
