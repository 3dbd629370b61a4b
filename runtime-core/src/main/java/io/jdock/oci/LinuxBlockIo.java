package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
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

    static LinuxBlockIo fromJson(JsonValue json) {
        return new LinuxBlockIo(
                json.at("weight").int32OrNull(),
                json.at("leafWeight").int32OrNull(),
                json.at("weightDevice").list(LinuxWeightDevice::fromJson),
                json.at("throttleReadBpsDevice").list(LinuxThrottleDevice::fromJson),
                json.at("throttleWriteBpsDevice").list(LinuxThrottleDevice::fromJson),
                json.at("throttleReadIOPSDevice").list(LinuxThrottleDevice::fromJson),
                json.at("throttleWriteIOPSDevice").list(LinuxThrottleDevice::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("weight", weight)
                .putIfPresent("leafWeight", leafWeight)
                .putList("weightDevice", weightDevice, LinuxWeightDevice::toJson)
                .putList("throttleReadBpsDevice", throttleReadBpsDevice, LinuxThrottleDevice::toJson)
                .putList("throttleWriteBpsDevice", throttleWriteBpsDevice, LinuxThrottleDevice::toJson)
                .putList("throttleReadIOPSDevice", throttleReadIOPSDevice, LinuxThrottleDevice::toJson)
                .putList("throttleWriteIOPSDevice", throttleWriteIOPSDevice, LinuxThrottleDevice::toJson);
    }
}
