package io.jdock.cgroup;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DeviceFilter;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.nio.file.Path;
import java.util.List;

/** Device filters of the running kernel. The cgroup keeps the program; it goes with it. */
final class BpfDeviceFilters implements DeviceFilters {

    /** The new program first and then without the old ones: in between both must agree, so nothing slips through. */
    @Override
    public void replace(Path directory, DeviceProgram program) throws ControlFileException {
        try (Descriptor cgroup = Descriptor.open(directory.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY);
                Descriptor loaded = DeviceFilter.load(program.code())) {
            List<Descriptor> previous = DeviceFilter.attached(cgroup);
            try {
                DeviceFilter.attach(cgroup, loaded);
                for (Descriptor old : previous) {
                    DeviceFilter.detach(cgroup, old);
                }
            } finally {
                previous.forEach(Descriptor::close);
            }
        } catch (KernelException e) {
            throw new ControlFileException(directory, e);
        }
    }
}
