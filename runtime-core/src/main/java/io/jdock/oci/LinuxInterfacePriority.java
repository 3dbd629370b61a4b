package io.jdock.oci;

/**
 * The priority of packets that leave through an interface (config-linux.md, "Network").
 *
 * @param name of the interface on the host
 * @param priority 0 to 4294967295
 */
public record LinuxInterfacePriority(
        @Required String name, @Required long priority) {}
