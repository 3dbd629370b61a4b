/**
 * What this machine lets a container have: {@link io.jdock.host.HostProbe} reads it from files below {@code /proc},
 * {@code /sys} and {@code /etc} into {@link io.jdock.host.HostFacts}, and {@link io.jdock.host.Doctor} judges it and
 * names a remedy for what is lacking.
 *
 * <p>Planners take the facts as an argument, so that they can be tested on any machine. The package may be imported by
 * every floor above {@code oci}. It starts no process, changes nothing, and knows nothing of containers.
 */
@NullMarked
package io.jdock.host;

import org.jspecify.annotations.NullMarked;
