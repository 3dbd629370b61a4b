package io.jdock.cli;

import io.jdock.oci.RuntimeSpec;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, in the form of the other runtimes: name, the word version, a number; then the specification's. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"jdock version " + number(), "spec: " + RuntimeSpec.VERSION};
    }

    /** From the manifest of the jar; classes that lie in a directory have none. */
    static String number() {
        String number = Versions.class.getPackage().getImplementationVersion();
        return number == null ? "development" : number;
    }
}
