package io.jdock.oci;

/**
 * How much memory in huge pages of one size may be taken (config-linux.md, "Huge page limits").
 *
 * @param pageSize such as {@code 2MB} or {@code 1GB}
 * @param limit in bytes, 0 to 2^63-1
 */
public record LinuxHugepageLimit(
        @Required String pageSize, @Required long limit) {}
