/**
 * Decides, as a pure function, which system calls make a container: an OCI configuration and facts about the host go in,
 * a {@link io.jdock.plan.Plan} comes out, which can be explained to people and compiled to a program.
 *
 * <p>It may be imported by {@code container} and above. It knows nothing of processes, threads or open files of the JVM:
 * nothing in here starts, opens or changes anything.
 */
@NullMarked
package io.jdock.plan;

import org.jspecify.annotations.NullMarked;
