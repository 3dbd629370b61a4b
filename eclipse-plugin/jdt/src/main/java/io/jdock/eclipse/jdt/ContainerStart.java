package io.jdock.eclipse.jdt;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.eclipse.core.ContainerPreferences;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.core.SettingException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.osgi.util.NLS;

/**
 * Starts the JVM of a launch in a container, where JDT would start a process.
 *
 * @param type who has the containers
 */
record ContainerStart(ContainerJreType type, IVMInstall jre, ILaunch launch) {

    /**
     * Fetches the image that the launch runs in, if that is not here: while there is somebody to be told, and to cancel it.
     *
     * @param monitor null if there is none
     * @throws CoreException if the image cannot be had; the message says why
     * @throws OperationCanceledException if the user does not want it any more
     */
    void fetch(IProgressMonitor monitor) throws CoreException {
        if (monitor == null) {
            return;
        }
        try {
            Optional<ImageJdk> imageJdk = ImageJdk.at(jre.getInstallLocation().toPath());
            type.containers().image(Isolation.of(settings(imageJdk), Path.of("/")), monitor);
        } catch (SettingException | IOException e) {
            throw failure(e);
        }
    }

    /**
     * Starts it.
     *
     * @param workingDirectory null if the launch has none
     * @param environment as {@link Runtime#exec(String[], String[])} takes it, null to inherit
     * @return null if the launch is only planned
     * @throws CoreException if the container does not start; the message says why
     */
    Process start(String[] command, File workingDirectory, String[] environment, boolean mergeOutput)
            throws CoreException {
        Path directory = workingDirectory == null
                ? Path.of("/")
                : workingDirectory.toPath().toAbsolutePath();
        try {
            Path home = jre.getInstallLocation().toPath();
            Optional<ImageJdk> imageJdk = ImageJdk.at(home);
            Isolation isolation = Isolation.of(settings(imageJdk), directory, name());
            Optional<ContainerImage> image = type.containers().image(isolation, new NullProgressMonitor());
            JvmContainer.Description jvm = new JvmContainer(
                            List.of(command),
                            directory,
                            home,
                            imageJdk,
                            System.getenv(),
                            LaunchEnvironment.of(launch, environment),
                            mergeOutput,
                            isolation,
                            image)
                    .describe();
            ContainerSpec spec = jvm.spec();
            if (launch instanceof PlannedLaunch planned) {
                planned.take(spec);
                return null;
            }
            jvm.makeDirectories();
            Traces.LAUNCH.trace(() -> name() + ": " + spec);
            return type.containers().start(spec, name(), system(isolation), image);
        } catch (SettingException | IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    private CoreException failure(Exception e) {
        return Failures.failure(NLS.bind(Messages.ContainerStart_failed, jre.getName(), e.getMessage()), e);
    }

    /** Those of the launch; if it does not say which system it wants, that of the JRE. */
    private ContainerSettings settings(Optional<ImageJdk> imageJdk) throws CoreException {
        ILaunchConfiguration configuration = launch.getLaunchConfiguration();
        ContainerSettings settings =
                configuration == null ? ContainerPreferences.load() : LaunchSettings.load(configuration);
        return imageJdk.isPresent() && settings.get(Setting.SOURCE).equals(Setting.SOURCE.standard())
                ? settings.with(Setting.SOURCE, Setting.Source.IMAGE.value())
                        .with(Setting.LOCATION, imageJdk.get().image())
                : settings;
    }

    private String name() {
        ILaunchConfiguration configuration = launch.getLaunchConfiguration();
        return configuration == null ? jre.getName() : configuration.getName();
    }

    /** What the system is, for people. */
    static String system(Isolation isolation) {
        return isolation.source() == Setting.Source.HOST ? Messages.ContainerStart_host : isolation.location();
    }

    /**
     * The process as the debug view and the console show it: it is called by its container, and says so if the kernel killed
     * it. A launch that has a process factory of its own gets what that makes.
     */
    IProcess process(Process process, String label, Map<String, String> attributes, ProcessMaker jdt)
            throws CoreException {
        if (!(process instanceof Container container)) {
            return jdt.make(label);
        }
        String called = called(label, container.id());
        ILaunchConfiguration configuration = launch.getLaunchConfiguration();
        boolean factory = configuration != null && configuration.hasAttribute(DebugPlugin.ATTR_PROCESS_FACTORY_ID);
        return factory ? jdt.make(called) : new ContainerJvm(launch, container, called, attributes);
    }

    /** Before the time in JDT's label: what stands behind that, a console does not show. */
    private static String called(String label, String container) {
        int behind = label.lastIndexOf(" (");
        int time = behind < 0 ? label.length() : behind;
        return NLS.bind(Messages.ContainerStart_label, label.substring(0, time), container) + label.substring(time);
    }

    /** Makes a process as JDT does. */
    interface ProcessMaker {
        IProcess make(String label) throws CoreException;
    }
}
