/**
 * Control groups, version 1, version 2 and both at once: makes a cgroup for a container, limits it, measures it, pauses
 * it, kills what is in it, and removes it.
 *
 * <p>What to do is decided first, by {@link io.jdock.cgroup.CgroupPlanner}, a pure function of the OCI resources and the
 * host's cgroup layout; the resulting {@link io.jdock.cgroup.CgroupPlan} is a list of writes, each with its reason, that
 * can be shown and tested. {@link io.jdock.cgroup.Cgroups} then carries it out.
 *
 * <p>May be imported by {@code container} and {@code cli}. It knows nothing of namespaces, mounts or programs: a
 * container's process joins by writing {@code 0} to each of {@link io.jdock.cgroup.Cgroup#procsFiles()}.
 */
@NullMarked
package io.jdock.cgroup;

import org.jspecify.annotations.NullMarked;
