package io.jdock.oci;

/**
 * What a clock of the container shows beyond the host's (config-linux.md, "Offset for Time Namespace").
 *
 * @param secs seconds, may be negative
 * @param nanosecs nanoseconds to add, 0 to 999999999
 */
public record LinuxTimeOffset(
        @Defaulted long secs, @Defaulted long nanosecs) {}
