/**
 * The documents of the Open Container Initiative as immutable records: the runtime specification's {@code config.json}
 * (version 1.3; the common and the Linux part), the state that hooks are given, the features of a runtime, and the image specification's indexes, manifests and configurations (version 1.1).
 *
 * <p>{@link io.jdock.oci.ConfigReader} and {@link io.jdock.oci.ImageReader} read JSON and refuse what the specification
 * forbids, naming the field; {@link io.jdock.oci.ConfigWriter} writes it. Records made in Java are checked by
 * {@link io.jdock.oci.SpecValidator}.
 *
 * <p>Types are named after the Go types of the specification, components after the JSON properties. The rules for all
 * of them:
 *
 * <ul>
 *   <li>Lists and maps are unmodifiable, keep their order, hold no null and are empty where the property is absent.
 *   <li>A {@code @Nullable} component is null where the property is absent. An empty text says the same as an absent
 *       one, as it does to the Go types, and becomes null.
 *   <li>A whole number is an {@code int} where every allowed value fits into one, else a {@code long}, as a process id is
 *       in Java. An unsigned 64-bit number that takes all of its bits says so in its documentation.
 *   <li>Properties that the specification does not know, and those of other systems (Windows, Solaris, FreeBSD, z/OS,
 *       virtual machines), are ignored when read (config.md, "Extensibility") and not written again.
 * </ul>
 *
 * <p>Every floor above may import this package. It knows no system call and nothing of the host.
 */
@NullMarked
package io.jdock.oci;

import org.jspecify.annotations.NullMarked;
