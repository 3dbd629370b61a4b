package io.jdock.eclipse.jdt;

import io.jdock.container.ContainerSpec;
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
     * The container that a Java launch would have.
     *
     * @throws CoreException if it could not be launched; the message says why
     */
    public static ContainerSpec of(ILaunchConfiguration configuration, IProgressMonitor monitor) throws CoreException {
        PlannedLaunch launch = new PlannedLaunch(configuration);
        new ContainerLaunchDelegate().launch(configuration, ContainerLaunchDelegate.RUN_MODE, launch, monitor);
        return Optional.ofNullable(launch.spec)
                .orElseThrow(() ->
                        Failures.failure(NLS.bind(Messages.PlannedLaunch_nothing, configuration.getName()), null));
    }

    void take(ContainerSpec wanted) {
        spec = wanted;
    }
}
