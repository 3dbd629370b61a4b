package io.jdock.eclipse.ui;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationType;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.internal.ui.launchConfigurations.LaunchConfigurationPresentationManager;
import org.eclipse.debug.ui.ILaunchConfigurationDialog;
import org.eclipse.debug.ui.ILaunchConfigurationTab;
import org.eclipse.debug.ui.ILaunchConfigurationTabGroup;

/**
 * The tabs of a launch type in the modes "... in Container": those it has when it is run, and the tab Container, which the types of
 * JDT have anyway.
 */
public final class ContainerTabGroup implements ILaunchConfigurationTabGroup, IExecutableExtension {
    private final List<ILaunchConfigurationTab> more = new ArrayList<>();
    private ILaunchConfigurationTabGroup local;

    @Override
    public void setInitializationData(IConfigurationElement element, String property, Object data)
            throws CoreException {
        ILaunchConfigurationType type =
                DebugPlugin.getDefault().getLaunchManager().getLaunchConfigurationType(element.getAttribute("type"));
        local = LaunchConfigurationPresentationManager.getDefault().getTabGroup(type, ILaunchManager.RUN_MODE);
    }

    @Override
    public void createTabs(ILaunchConfigurationDialog dialog, String mode) {
        local.createTabs(dialog, ILaunchManager.RUN_MODE);
        if (Arrays.stream(local.getTabs()).noneMatch(ContainerTab.class::isInstance)) {
            more.add(new ContainerTab(false));
        }
    }

    @Override
    public ILaunchConfigurationTab[] getTabs() {
        return Stream.concat(Arrays.stream(local.getTabs()), more.stream()).toArray(ILaunchConfigurationTab[]::new);
    }

    @Override
    public void dispose() {
        local.dispose();
        more.forEach(ILaunchConfigurationTab::dispose);
    }

    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy configuration) {
        local.setDefaults(configuration);
        more.forEach(tab -> tab.setDefaults(configuration));
    }

    @Override
    public void initializeFrom(ILaunchConfiguration configuration) {
        local.initializeFrom(configuration);
        more.forEach(tab -> tab.initializeFrom(configuration));
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy configuration) {
        local.performApply(configuration);
        more.forEach(tab -> tab.performApply(configuration));
    }

    @Override
    @Deprecated
    public void launched(ILaunch launch) {
        local.launched(launch);
    }
}
