package io.jdock.oci;

import org.jspecify.annotations.Nullable;

/**
 * How many tasks a container may have (config-linux.md, "PIDs").
 *
 * @param limit 0 or more; -1 means no limit, null leaves it as it is
 */
public record LinuxPids(@Nullable Long limit) {}
