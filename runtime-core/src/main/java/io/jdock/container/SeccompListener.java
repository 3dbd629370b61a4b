package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.UnixSocket;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContainerProcessState;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.State;
import java.util.List;
import java.util.Objects;

/** Who answers the system calls that a profile hands over (config-linux.md, "Seccomp", {@code listenerPath}). */
final class SeccompListener {
    private SeccompListener() {}

    /**
     * Gives a listener its descriptor, with what it is to know of the process (config-linux.md, "The Container Process
     * State").
     *
     * @param notifications what seccomp(2) returned
     * @param pid of the process that loaded the filter
     * @param state of its container
     */
    static void handOver(RuntimeSpec spec, Descriptor notifications, int pid, State state) throws ContainerException {
        LinuxSeccomp profile = Objects.requireNonNull(spec.linux().seccomp(), "there is a filter");
        String path = Objects.requireNonNull(profile.listenerPath(), "the compiler of filters asks for one");
        ContainerProcessState told = new ContainerProcessState(
                spec.ociVersion(), List.of(ContainerProcessState.SECCOMP_FD), pid, profile.listenerMetadata(), state);
        try (UnixSocket socket = UnixSocket.connect(path)) {
            socket.send(new ConfigWriter().write(told), notifications);
        } catch (KernelException e) {
            throw ContainerException.of("reach the seccomp listener at " + path + " (linux.seccomp.listenerPath)", e);
        }
    }
}
