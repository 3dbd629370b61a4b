package io.jdock.oci;

import org.jspecify.annotations.Nullable;

/**
 * The share of a block device's bandwidth; at least one of the weights is given (config-linux.md, "Block IO").
 *
 * @param major number of the device
 * @param minor number of the device
 * @param weight 0 to 65535; the kernel takes 10 to 1000
 * @param leafWeight as {@code weight}, against child cgroups
 */
public record LinuxWeightDevice(
        @Required long major,
        @Required long minor,
        @Nullable Integer weight,
        @Nullable Integer leafWeight) {}
