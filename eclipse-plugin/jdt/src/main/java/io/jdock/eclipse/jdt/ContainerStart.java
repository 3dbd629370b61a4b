package io.jdock.eclipse.jdt;

import io.jdock.container.Container;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.osgi.util.NLS;

/**
 * Starts the JVM of a launch in a container, where JDT would start a process.
 *
 * @param type who has the containers
 */
record ContainerStart(ContainerJreType type, IVMInstall jre, ILaunch launch) {

    /**
     * Starts it.
     *
     * @param workingDirectory null if the launch has none
     * @param environment as {@link Runtime#exec(String[], String[])} takes it, null to inherit
     * @throws CoreException if the container does not start; the message says why
     */
    Process start(String[] command, File workingDirectory, String[] environment, boolean mergeOutput)
            throws CoreException {
        JvmContainer jvm = new JvmContainer(
                List.of(command),
                workingDirectory == null
                        ? Path.of("/")
                        : workingDirectory.toPath().toAbsolutePath(),
                jre.getInstallLocation().toPath(),
                System.getenv(),
                LaunchEnvironment.of(launch, environment),
                mergeOutput);
        try {
            return type.containers().start(jvm.spec());
        } catch (IOException | RuntimeException e) {
            throw Failures.failure(NLS.bind(Messages.ContainerStart_failed, jre.getName(), e.getMessage()), e);
        }
    }

    /** How a process is called in the debug view and above its console. */
    static String label(Process process, String label) {
        return process instanceof Container container
                ? NLS.bind(Messages.ContainerStart_label, label, container.id())
                : label;
    }
}
