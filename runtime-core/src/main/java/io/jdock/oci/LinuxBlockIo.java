package io.jdock.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares and limits of block devices (config-linux.md, "Block IO").
 *
 * @param weight the group's share, 0 to 65535; the kernel takes 10 to 1000
 * @param leafWeight as {@code weight}, against child cgroups
 * @param weightDevice shares of single devices
 * @param throttleReadBpsDevice bytes read in a second
 * @param throttleWriteBpsDevice bytes written in a second
 * @param throttleReadIOPSDevice read operations in a second
 * @param throttleWriteIOPSDevice write operations in a second
 */
public record LinuxBlockIo(
        @Nullable Integer weight,
        @Nullable Integer leafWeight,
        List<LinuxWeightDevice> weightDevice,
        List<LinuxThrottleDevice> throttleReadBpsDevice,
        List<LinuxThrottleDevice> throttleWriteBpsDevice,
        List<LinuxThrottleDevice> throttleReadIOPSDevice,
        List<LinuxThrottleDevice> throttleWriteIOPSDevice) {
    /** Nothing is limited. */
    public static final LinuxBlockIo NONE =
            new LinuxBlockIo(null, null, List.of(), List.of(), List.of(), List.of(), List.of());

    public LinuxBlockIo {
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIOPSDevice = List.copyOf(throttleReadIOPSDevice);
        throttleWriteIOPSDevice = List.copyOf(throttleWriteIOPSDevice);
    }
}
