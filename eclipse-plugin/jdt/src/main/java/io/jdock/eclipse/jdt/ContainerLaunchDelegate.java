package io.jdock.eclipse.jdt;

import java.util.Set;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchDelegate;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.Launch;
import org.eclipse.debug.core.model.ILaunchConfigurationDelegate;
import org.eclipse.debug.core.model.ILaunchConfigurationDelegate2;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.osgi.util.NLS;

/**
 * Launches a Java launch configuration in a container, in the modes "Run in Container" and "Debug in Container": by the
 * type's own delegate, with the same JDK's Container JRE. The configuration that the user sees is not changed.
 */
public final class ContainerLaunchDelegate implements ILaunchConfigurationDelegate2 {
    /** As plugin.xml declares it. */
    public static final String RUN_MODE = "io.jdock.run";

    /** As plugin.xml declares it. */
    public static final String DEBUG_MODE = "io.jdock.debug";

    @Override
    public void launch(ILaunchConfiguration configuration, String mode, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        ILaunchConfigurationWorkingCopy inContainer = configuration.getWorkingCopy();
        inContainer.setAttribute(
                IJavaLaunchConfigurationConstants.ATTR_JRE_CONTAINER_PATH,
                JavaRuntime.newJREContainerPath(containerJre(configuration)).toPortableString());
        delegate(configuration, mode).launch(inContainer, localMode(mode), launch, monitor);
    }

    private static IVMInstall containerJre(ILaunchConfiguration configuration) throws CoreException {
        IVMInstall jre = JavaRuntime.computeVMInstall(configuration);
        if (jre == null) {
            throw Failures.failure(NLS.bind(Messages.ContainerLaunchDelegate_noJre, configuration.getName()), null);
        }
        return ContainerJreType.counterpart(jre);
    }

    /** With the mode that was asked for, so that relaunching it launches in a container again. */
    @Override
    public ILaunch getLaunch(ILaunchConfiguration configuration, String mode) throws CoreException {
        return new Launch(configuration, mode, null);
    }

    @Override
    public boolean buildForLaunch(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor)
            throws CoreException {
        return !(delegate(configuration, mode) instanceof ILaunchConfigurationDelegate2 local)
                || local.buildForLaunch(configuration, localMode(mode), monitor);
    }

    @Override
    public boolean preLaunchCheck(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor)
            throws CoreException {
        return !(delegate(configuration, mode) instanceof ILaunchConfigurationDelegate2 local)
                || local.preLaunchCheck(configuration, localMode(mode), monitor);
    }

    @Override
    public boolean finalLaunchCheck(ILaunchConfiguration configuration, String mode, IProgressMonitor monitor)
            throws CoreException {
        return !(delegate(configuration, mode) instanceof ILaunchConfigurationDelegate2 local)
                || local.finalLaunchCheck(configuration, localMode(mode), monitor);
    }

    /** The user's choice where there are several, else the first. */
    private static ILaunchConfigurationDelegate delegate(ILaunchConfiguration configuration, String mode)
            throws CoreException {
        Set<String> modes = Set.of(localMode(mode));
        ILaunchDelegate preferred = configuration.getPreferredDelegate(modes);
        if (preferred == null) {
            preferred = configuration.getType().getPreferredDelegate(modes);
        }
        if (preferred != null) {
            return preferred.getDelegate();
        }
        ILaunchDelegate[] all = configuration.getType().getDelegates(modes);
        if (all.length == 0) {
            throw Failures.failure(
                    NLS.bind(
                            Messages.ContainerLaunchDelegate_noDelegate,
                            configuration.getType().getName(),
                            localMode(mode)),
                    null);
        }
        return all[0].getDelegate();
    }

    private static String localMode(String mode) {
        return mode.equals(DEBUG_MODE) ? ILaunchManager.DEBUG_MODE : ILaunchManager.RUN_MODE;
    }
}
