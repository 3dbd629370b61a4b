package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.RestrictDevices;
import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Access to devices: the kernel's Documentation/admin-guide/cgroup-v1/devices.rst. In version 2 it is no controller but a
 * BPF program (cgroup-v2.rst, "Device controller").
 */
final class DeviceController extends Controller {
    static final String NAME = "devices";

    DeviceController() {
        super(NAME, null, DeviceRules.FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return !resources.devices().isEmpty();
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        List<CgroupStep> steps = new ArrayList<>();
        for (DeviceRules.LegacyWrite write :
                DeviceRules.parse(resources.devices()).legacyWrites()) {
            steps.add(Write.of(
                    directory.resolve(write.allow() ? "devices.allow" : "devices.deny"),
                    write.text(),
                    NAME,
                    write.field(),
                    write.allow() ? "these may be used" : "these may not be used"));
        }
        return steps;
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        return List.of(new RestrictDevices(
                directory,
                DeviceRules.parse(resources.devices()).program(),
                DeviceRules.FIELD,
                "the kernel asks this program at each open(2) and mknod(2) of a device"));
    }
}
