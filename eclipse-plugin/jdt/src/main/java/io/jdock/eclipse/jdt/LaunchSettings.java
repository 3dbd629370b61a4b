package io.jdock.eclipse.jdt;

import io.jdock.eclipse.core.ContainerPreferences;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Setting;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;

/**
 * The settings of a launch's container, kept in the attributes of its configuration. One that is not there is the
 * workspace's, and follows it.
 */
public final class LaunchSettings {
    private LaunchSettings() {}

    /** @throws CoreException if the configuration cannot be read */
    public static ContainerSettings load(ILaunchConfiguration configuration) throws CoreException {
        ContainerSettings common = ContainerPreferences.load();
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, configuration.getAttribute(setting.attribute(), common.get(setting)));
        }
        return new ContainerSettings(values);
    }

    /** Keeps what differs from the workspace's settings. */
    public static void save(ContainerSettings settings, ILaunchConfigurationWorkingCopy configuration) {
        ContainerSettings common = ContainerPreferences.load();
        for (Setting setting : Setting.values()) {
            String value = settings.get(setting);
            configuration.setAttribute(setting.attribute(), value.equals(common.get(setting)) ? null : value);
        }
    }
}
