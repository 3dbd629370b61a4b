package io.jdock.oci;

/**
 * A limit on a block device (config-linux.md, "Block IO").
 *
 * @param major number of the device
 * @param minor number of the device
 * @param rate bytes or operations in a second, 0 to 2^63-1
 */
public record LinuxThrottleDevice(
        @Required long major,
        @Required long minor,
        @Required long rate) {}
