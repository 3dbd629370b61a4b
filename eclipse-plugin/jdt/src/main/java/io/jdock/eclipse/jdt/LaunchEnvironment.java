package io.jdock.eclipse.jdt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;

/**
 * What a launch sets in the environment. JDT merges that into the IDE's own environment, which is none of the container's
 * affair, so it is picked out again by name.
 */
final class LaunchEnvironment {
    /** Set by JDT, not by the user, where a class path is too long for the command line. */
    private static final String CLASS_PATH = "CLASSPATH";

    private LaunchEnvironment() {}

    /**
     * The variables of the launch.
     *
     * @param merged as JDT gives it, {@code name=value}; null if the launch sets nothing
     */
    static Map<String, String> of(ILaunch launch, String[] merged) throws CoreException {
        ILaunchConfiguration configuration = launch.getLaunchConfiguration();
        Set<String> names = configuration == null
                ? Set.of()
                : configuration
                        .getAttribute(ILaunchManager.ATTR_ENVIRONMENT_VARIABLES, Map.of())
                        .keySet();
        return pick(names, merged == null ? new String[0] : merged);
    }

    static Map<String, String> pick(Set<String> names, String[] merged) {
        Map<String, String> picked = new LinkedHashMap<>();
        for (String variable : merged) {
            int end = variable.indexOf('=', 1);
            if (end > 0 && (names.contains(variable.substring(0, end)) || variable.startsWith(CLASS_PATH + "="))) {
                picked.put(variable.substring(0, end), variable.substring(end + 1));
            }
        }
        return picked;
    }
}
