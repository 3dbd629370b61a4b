package io.jdock.eclipse.jdt;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.RootFileSystem;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.variables.VariablesPlugin;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.ILaunchConfigurationDelegate;
import org.eclipse.osgi.util.NLS;

/**
 * Launches a container of which the workspace has no source: a service of an image, such as a database that an application needs, or
 * any program in a system. In debug mode, which launch groups hand on, it does the same.
 */
public final class ProgramLaunchDelegate implements ILaunchConfigurationDelegate {
    /** As plugin.xml declares it. */
    public static final String TYPE = "io.jdock.eclipse.jdt.program";

    /** The attribute with program and arguments, as a command line; for an image it may be empty, or be arguments alone. */
    public static final String COMMAND = "io.jdock.command";

    private static final Path BASE = Path.of("/");

    @Override
    public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        try {
            Isolation isolation = isolation(configuration);
            Optional<ContainerImage> image = ContainerJreType.containersOfIde().image(isolation, monitor);
            ContainerSpec spec = spec(configuration, isolation, image);
            Traces.LAUNCH.trace(() -> configuration.getName() + ": " + spec);
            String system = ContainerStart.system(isolation);
            Container container =
                    ContainerJreType.containersOfIde().start(spec, configuration.getName(), system, image);
            String label = NLS.bind(Messages.ContainerStart_label, configuration.getName(), container.id());
            new ContainerJvm(launch, container, label, Map.of());
        } catch (OperationCanceledException e) {
            throw e;
        } catch (SettingException | IOException | RuntimeException e) {
            throw failure(configuration, e);
        }
    }

    private static Isolation isolation(ILaunchConfiguration configuration) throws CoreException, SettingException {
        return Isolation.of(LaunchSettings.load(configuration), BASE, configuration.getName());
    }

    /**
     * The container that would be started.
     *
     * @throws CoreException if a setting cannot be used, or the image not be had; the message says why
     */
    static ContainerSpec spec(ILaunchConfiguration configuration, IProgressMonitor monitor) throws CoreException {
        try {
            Isolation isolation = isolation(configuration);
            return spec(
                    configuration, isolation, ContainerJreType.containersOfIde().image(isolation, monitor));
        } catch (SettingException | IOException e) {
            throw failure(configuration, e);
        }
    }

    private static ContainerSpec spec(
            ILaunchConfiguration configuration, Isolation isolation, Optional<ContainerImage> image)
            throws CoreException {
        try {
            ContainerSpec.Builder spec = ContainerSpec.builder();
            List<String> command = arguments(configuration);
            switch (isolation.source()) {
                case HOST -> {}
                case DIRECTORY ->
                    spec.root(new RootFileSystem.Directory(
                            Path.of(isolation.location()), RootFileSystem.Access.THROW_AWAY));
                case IMAGE -> {
                    ContainerImage system = image.orElseThrow();
                    system.applyTo(
                            spec,
                            isolation.user().isPresent() ? isolation.user().get() : system.user());
                    command = system.command(command);
                }
            }
            if (command.isEmpty()) {
                throw Failures.failure(
                        NLS.bind(Messages.ProgramLaunchDelegate_noProgram, configuration.getName()), null);
            }
            isolation.applyTo(spec);
            isolation.user().ifPresent(spec::user);
            return spec.command(command)
                    .environment(isolation.environment())
                    .environment(environment(configuration))
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw failure(configuration, e);
        }
    }

    private static CoreException failure(ILaunchConfiguration configuration, Exception e) {
        return Failures.failure(NLS.bind(Messages.ContainerStart_failed, configuration.getName(), e.getMessage()), e);
    }

    private static List<String> arguments(ILaunchConfiguration configuration) throws CoreException {
        String line = configuration.getAttribute(COMMAND, "");
        return List.of(DebugPlugin.parseArguments(
                VariablesPlugin.getDefault().getStringVariableManager().performStringSubstitution(line)));
    }

    /** Only what the launch itself says: the IDE's own environment is none of the container's affair. */
    private static Map<String, String> environment(ILaunchConfiguration configuration) throws CoreException {
        Map<String, String> given = configuration.getAttribute(ILaunchManager.ATTR_ENVIRONMENT_VARIABLES, Map.of());
        Map<String, String> environment = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : given.entrySet()) {
            environment.put(
                    variable.getKey(),
                    VariablesPlugin.getDefault()
                            .getStringVariableManager()
                            .performStringSubstitution(variable.getValue()));
        }
        return environment;
    }
}
