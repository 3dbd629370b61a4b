package io.jdock.eclipse.jdt;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.Launch;
import org.eclipse.osgi.util.NLS;

/** A launch that goes as far as the description of its container, and starts nothing. Used by one thread. */
public final class PlannedLaunch extends Launch {
    private ContainerSpec spec; // null until it is known

    private PlannedLaunch(ILaunchConfiguration configuration) {
        super(configuration, ContainerLaunchDelegate.RUN_MODE, null);
    }

    /**
     * The container that a launch would have.
     *
     * @throws CoreException if it could not be launched; the message says why
     */
    public static ContainerSpec of(ILaunchConfiguration configuration, IProgressMonitor monitor) throws CoreException {
        if (configuration.getType().getIdentifier().equals(ProgramLaunchDelegate.TYPE)) {
            return ProgramLaunchDelegate.spec(configuration, monitor);
        }
        PlannedLaunch launch = new PlannedLaunch(configuration);
        new ContainerLaunchDelegate().launch(configuration, ContainerLaunchDelegate.RUN_MODE, launch, monitor);
        return Optional.ofNullable(launch.spec)
                .orElseThrow(() ->
                        Failures.failure(NLS.bind(Messages.PlannedLaunch_nothing, configuration.getName()), null));
    }

    /**
     * The container of a JVM that only tells its version.
     *
     * @throws CoreException if a setting cannot be used; the message says why
     */
    public static ContainerSpec ofVersion(ContainerSettings settings, IProgressMonitor monitor) throws CoreException {
        try {
            Path java = Path.of(System.getProperty("java.home"));
            Path directory = Path.of("/");
            Isolation isolation = Isolation.of(settings, directory);
            Optional<ContainerImage> image = ContainerJreType.containersOfIde().image(isolation, monitor);
            return new JvmContainer(
                            List.of(java + "/bin/java", "-version"),
                            directory,
                            java,
                            Optional.empty(),
                            System.getenv(),
                            Map.of(),
                            false,
                            isolation,
                            image)
                    .describe()
                    .spec();
        } catch (SettingException | IOException e) {
            throw Failures.failure(e.getMessage(), e);
        }
    }

    void take(ContainerSpec wanted) {
        spec = wanted;
    }
}
