package io.jdock.oci;

/**
 * A range of user or group ids and where it lies on the host (config-linux.md, "User namespace mappings").
 *
 * @param containerID the first id in the container, 0 to 4294967294
 * @param hostID the first id on the host, 0 to 4294967294
 * @param size how many ids, at least 1; neither range may go beyond 4294967294
 */
public record LinuxIdMapping(
        @Required long containerID,
        @Required long hostID,
        @Required long size) {}
