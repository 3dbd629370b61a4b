package io.jdock.cli;

import io.jdock.oci.RuntimeSpec;
import java.util.List;

/** Says which version this is, in the form of the other runtimes: name, the word version, a number; then the specification's. */
final class Versions {
    private Versions() {}

    static List<String> lines() {
        return List.of("jdock version " + number(), "spec: " + RuntimeSpec.VERSION);
    }

    /** From the manifest of the jar; classes that lie in a directory have none. */
    static String number() {
        String number = Versions.class.getPackage().getImplementationVersion();
        return number == null ? "development" : number;
    }
}
