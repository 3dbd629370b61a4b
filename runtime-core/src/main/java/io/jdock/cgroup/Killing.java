package io.jdock.cgroup;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Signal;
import java.nio.file.Path;
import java.util.Collection;

/** Kills processes one by one, where the kernel does not kill a whole cgroup at once. */
final class Killing {
    private final Access access;

    Killing(Access access) {
        this.access = access;
    }

    /**
     * Sends SIGKILL to all processes of some cgroups and below them. They should be frozen meanwhile: then none forks, and no
     * process id comes to mean another process between the reading and the signal.
     */
    void killEach(Collection<Path> directories) {
        for (long pid : access.processes(directories)) {
            kill(pid);
        }
    }

    private static void kill(long pid) {
        try (Descriptor process = ProcessDescriptor.open((int) pid)) {
            ProcessDescriptor.signal(process, Signal.SIGKILL.number());
        } catch (KernelException e) {
            if (!e.is(Errno.ESRCH)) {
                throw CgroupException.because("cannot kill process " + pid + ": " + e.getMessage())
                        .exception();
            }
        }
    }
}
