/**
 * The Linux kernel as this library meets it: system call numbers, error numbers, flags and structure layouts for each
 * {@link io.jdock.kernel.Architecture}, and the few libc functions that the JVM itself calls.
 *
 * <p>Every other package may import this one. It knows nothing of containers, and callers never see JNA.
 */
@NullMarked
package io.jdock.kernel;

import org.jspecify.annotations.NullMarked;
