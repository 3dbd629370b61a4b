/**
 * Benchmarks, run by {@code bin/bench}: jdock against other container runtimes and against what the kernel itself takes.
 * All are started from this JVM in the same way, by {@link io.jdock.kernel.Spawn}, with the same isolation as far as each
 * can have it, and in turn, so that whatever else the machine does hits all alike.
 *
 * <p>Nothing imports this package. It knows the engine's packages and nothing of Maven, which it starts as a program.
 */
@NullMarked
package io.jdock.benchmarks;

import org.jspecify.annotations.NullMarked;
