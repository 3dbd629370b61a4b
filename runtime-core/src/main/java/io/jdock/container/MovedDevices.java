package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.network.NetworkDevices;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxNetDevice;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The network devices that a configuration has the container take from the host: config-linux.md, "Network Devices". */
final class MovedDevices {
    private MovedDevices() {}

    static boolean areAskedFor(RuntimeSpec spec) {
        return !spec.linux().netDevices().isEmpty();
    }

    /**
     * Moves them, if there are any.
     *
     * @param pid of the container's first process, which waits meanwhile
     * @throws ContainerException if one is not to be had
     */
    static void move(RuntimeSpec spec, int pid, Launcher launcher) throws IOException {
        if (!areAskedFor(spec)) {
            return;
        }
        Map<String, String> names = new LinkedHashMap<>();
        spec.linux().netDevices().forEach((name, device) -> names.put(name, nameInside(name, device)));
        boolean users = spec.linux().has(LinuxNamespaceType.USER);
        try (Descriptor executable = launcher.executable(NetworkDevices.program(users))) {
            NetworkDevices.move(executable, pid, names);
        } catch (KernelException e) {
            String remedy = e.is(Errno.EPERM)
                    ? "linux.netDevices: only root of the network that a device is in can move it"
                    : e.is(Errno.EINVAL) ? "linux.netDevices: this device cannot leave its network" : null;
            throw ContainerException.inNetwork("give the container devices of the host's network", e, remedy);
        }
    }

    private static String nameInside(String name, LinuxNetDevice device) {
        return device.name() == null ? name : device.name();
    }
}
