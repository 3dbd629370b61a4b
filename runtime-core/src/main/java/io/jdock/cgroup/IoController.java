package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Setting;
import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxBlockIo;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.LinuxThrottleDevice;
import io.jdock.oci.LinuxWeightDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Block devices: the kernel's Documentation/admin-guide/cgroup-v1/blkio-controller.rst, and cgroup-v2.rst, "IO".
 *
 * <p>Weights are kept by the BFQ scheduler, with files of its own name that take 1 to 1000. Version 2's {@code io.weight}
 * takes 1 to 10000, so the 10 to 1000 of OCI are spread over that range as runc and crun do.
 */
final class IoController extends Controller {
    private static final String FIELD = Fields.RESOURCES + "blockIO";

    /** Name of a limit in OCI, in version 1 and as a key of version 2's {@code io.max}. */
    private record Throttle(String field, String legacyFile, String key, List<LinuxThrottleDevice> devices) {}

    IoController() {
        super("blkio", "io", FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return !blockIo(resources).equals(LinuxBlockIo.NONE);
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        LinuxBlockIo io = blockIo(resources);
        List<CgroupStep> steps = new ArrayList<>();
        if (io.weight() != null) {
            String weight = weight(io.weight(), FIELD + ".weight");
            steps.add(write(
                    FIELD + ".weight",
                    "share of each device's time",
                    new Setting(directory.resolve("blkio.weight"), weight),
                    new Setting(directory.resolve("blkio.bfq.weight"), weight)));
        }
        if (io.leafWeight() != null) {
            steps.add(leafWeight(
                    directory.resolve("blkio.leaf_weight"),
                    weight(io.leafWeight(), FIELD + ".leafWeight"),
                    ".leafWeight"));
        }
        for (int i = 0; i < io.weightDevice().size(); i++) {
            addLegacyWeights(steps, directory, io.weightDevice().get(i), ".weightDevice[" + i + "]");
        }
        for (Throttle throttle : throttles(io)) {
            for (int i = 0; i < throttle.devices().size(); i++) {
                LinuxThrottleDevice device = throttle.devices().get(i);
                // A rate of 0 takes the limit away (blkio-controller.rst, "Throttling/Upper limit policy").
                steps.add(write(
                        FIELD + "." + throttle.field() + "[" + i + "]",
                        "at most this much each second",
                        new Setting(
                                directory.resolve(throttle.legacyFile()),
                                device.major() + ":" + device.minor() + " " + device.rate())));
            }
        }
        return steps;
    }

    private static void addLegacyWeights(
            List<CgroupStep> steps, Path directory, LinuxWeightDevice device, String field) {
        String number = device.major() + ":" + device.minor() + " ";
        if (device.weight() != null) {
            String value = number + weight(device.weight(), FIELD + field + ".weight");
            steps.add(write(
                    FIELD + field + ".weight",
                    "share of this device's time",
                    new Setting(directory.resolve("blkio.weight_device"), value),
                    new Setting(directory.resolve("blkio.bfq.weight_device"), value)));
        }
        if (device.leafWeight() != null) {
            String value = number + weight(device.leafWeight(), FIELD + field + ".leafWeight");
            steps.add(leafWeight(directory.resolve("blkio.leaf_weight_device"), value, field + ".leafWeight"));
        }
    }

    private static Write leafWeight(Path file, String value, String field) {
        return write(
                FIELD + field,
                "share against child cgroups; went with the CFQ scheduler in Linux 5.0",
                new Setting(file, value));
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        LinuxBlockIo io = blockIo(resources);
        refuseLeafWeights(io);
        List<CgroupStep> steps = new ArrayList<>();
        if (io.weight() != null) {
            steps.add(unifiedWeight(directory, "", io.weight(), ".weight"));
        }
        for (int i = 0; i < io.weightDevice().size(); i++) {
            LinuxWeightDevice device = io.weightDevice().get(i);
            if (device.weight() != null) {
                String number = device.major() + ":" + device.minor() + " ";
                steps.add(unifiedWeight(directory, number, device.weight(), ".weightDevice[" + i + "].weight"));
            }
        }
        for (Throttle throttle : throttles(io)) {
            for (int i = 0; i < throttle.devices().size(); i++) {
                LinuxThrottleDevice device = throttle.devices().get(i);
                String rate = device.rate() == 0 ? "max" : Long.toString(device.rate());
                steps.add(write(
                        FIELD + "." + throttle.field() + "[" + i + "]",
                        "at most this much each second",
                        new Setting(
                                directory.resolve("io.max"),
                                device.major() + ":" + device.minor() + " " + throttle.key() + "=" + rate)));
            }
        }
        return steps;
    }

    private static Write unifiedWeight(Path directory, String device, int weight, String field) {
        String bfq = weight(weight, FIELD + field);
        long spread = 1 + (weight - 10) * 9_999L / 990;
        return write(
                FIELD + field,
                "share of the device's time",
                new Setting(directory.resolve("io.bfq.weight"), device + bfq),
                new Setting(directory.resolve("io.weight"), device + spread));
    }

    private static void refuseLeafWeights(LinuxBlockIo io) {
        boolean any =
                io.leafWeight() != null || io.weightDevice().stream().anyMatch(device -> device.leafWeight() != null);
        if (any) {
            throw Fields.noEquivalent(
                    FIELD + (io.leafWeight() != null ? ".leafWeight" : ".weightDevice"),
                    "io",
                    "cgroup version 2 has no leaf weights",
                    "leave leafWeight out: a cgroup with children holds no processes there");
        }
    }

    private static List<Throttle> throttles(LinuxBlockIo io) {
        return List.of(
                new Throttle(
                        "throttleReadBpsDevice", "blkio.throttle.read_bps_device", "rbps", io.throttleReadBpsDevice()),
                new Throttle(
                        "throttleWriteBpsDevice",
                        "blkio.throttle.write_bps_device",
                        "wbps",
                        io.throttleWriteBpsDevice()),
                new Throttle(
                        "throttleReadIOPSDevice",
                        "blkio.throttle.read_iops_device",
                        "riops",
                        io.throttleReadIOPSDevice()),
                new Throttle(
                        "throttleWriteIOPSDevice",
                        "blkio.throttle.write_iops_device",
                        "wiops",
                        io.throttleWriteIOPSDevice()));
    }

    /** Docker asks for a weight of 0 where its user has asked for none, and runc takes it so. */
    private static LinuxBlockIo blockIo(LinuxResources resources) {
        LinuxBlockIo io = resources.blockIO();
        return io == null
                ? LinuxBlockIo.NONE
                : new LinuxBlockIo(
                        orNone(io.weight()),
                        orNone(io.leafWeight()),
                        io.weightDevice(),
                        io.throttleReadBpsDevice(),
                        io.throttleWriteBpsDevice(),
                        io.throttleReadIOPSDevice(),
                        io.throttleWriteIOPSDevice());
    }

    private static @Nullable Integer orNone(@Nullable Integer weight) {
        return weight == null || weight == 0 ? null : weight;
    }

    private static String weight(int weight, String field) {
        Fields.require(
                weight >= 10 && weight <= 1000, field, "a weight of " + weight + " is out of range", "give 10 to 1000");
        return Integer.toString(weight);
    }

    private static Write write(String field, String why, Setting... choices) {
        return new Write(List.of(choices), false, "blkio", field, why);
    }
}
