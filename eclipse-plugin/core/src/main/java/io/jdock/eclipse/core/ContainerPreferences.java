package io.jdock.eclipse.core;

import java.util.function.Function;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.osgi.service.prefs.BackingStoreException;

/** The workspace's settings: those of every launch that says nothing itself. */
public final class ContainerPreferences {
    private static final String NODE = "io.jdock.eclipse.core";

    private ContainerPreferences() {}

    public static ContainerSettings load() {
        IEclipsePreferences node = InstanceScope.INSTANCE.getNode(NODE);
        Function<Setting, String> value = setting -> node.get(setting.key(), setting.standard());
        return ContainerSettings.of(value);
    }

    /** @throws BackingStoreException if the workspace's directory cannot be written */
    public static void save(ContainerSettings settings) throws BackingStoreException {
        IEclipsePreferences node = InstanceScope.INSTANCE.getNode(NODE);
        for (Setting setting : Setting.values()) {
            if (settings.get(setting).equals(setting.standard())) {
                node.remove(setting.key());
            } else {
                node.put(setting.key(), settings.get(setting));
            }
        }
        node.flush();
    }
}
