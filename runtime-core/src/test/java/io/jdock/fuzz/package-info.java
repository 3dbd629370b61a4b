/**
 * Parsers under arbitrary input. A target is a class with a method {@code fuzzerTestOneInput}, as Jazzer calls it, beside the
 * parser that it is for; it fails where the parser throws anything but the exception that it promises. {@code bin/fuzz} lets
 * Jazzer search for such input for as long as one likes, {@link io.jdock.fuzz.FuzzingTest} for seconds; what was ever found lies in
 * the resources of this package, beside good examples to begin with.
 */
@NullMarked
package io.jdock.fuzz;

import org.jspecify.annotations.NullMarked;
