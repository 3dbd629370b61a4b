package io.jdock.eclipse.testing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.core.runtime.Platform;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** What bundles of this Eclipse are wired to. */
public final class Needed {
    private Needed() {}

    /** Those with the names, and all that they need in turn. */
    public static Set<Bundle> by(List<String> names) {
        Set<Bundle> needed = new LinkedHashSet<>();
        names.forEach(name -> add(Platform.getBundle(name), needed));
        return needed;
    }

    private static void add(Bundle bundle, Set<Bundle> needed) {
        if (needed.add(bundle)) {
            bundle.adapt(BundleWiring.class).getRequiredWires(null).stream()
                    .map(BundleWire::getProvider)
                    .forEach(provider -> add(provider.getBundle(), needed));
        }
    }
}
