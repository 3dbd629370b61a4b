package io.jdock.eclipse.installation;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Whether jdock has been used. */
final class Idle {
    private Idle() {}

    /**
     * The states of the plug-in's bundles by their names. All are activated lazily: one that is still {@link Bundle#STARTING} has
     * loaded no class (OSGi Core, 4.4.6.2, "Lazy Activation Policy").
     */
    static Map<String, Integer> bundles() {
        return Arrays.stream(
                        FrameworkUtil.getBundle(Idle.class).getBundleContext().getBundles())
                .filter(bundle -> bundle.getSymbolicName().matches("io\\.jdock\\.eclipse\\.(core|jdt|ui)"))
                .collect(
                        Collectors.toMap(Bundle::getSymbolicName, Bundle::getState, (one, other) -> one, TreeMap::new));
    }
}
