package io.jdock.cgroup;

import io.jdock.kernel.CgroupDeviceBpf;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.nio.file.Path;

/** Device filters of the running kernel. The cgroup keeps the program; it goes with it. */
final class BpfDeviceFilters implements DeviceFilters {
    private static final String NAME = "jdock_devices";

    @Override
    public void replace(Path directory, DeviceProgram program) throws ControlFileException {
        try (Descriptor cgroup = Descriptor.open(directory.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY);
                Descriptor loaded = CgroupDeviceBpf.load(program.code(), NAME)) {
            CgroupDeviceBpf.attach(cgroup, loaded);
        } catch (KernelException e) {
            throw new ControlFileException(directory, e);
        }
    }
}
