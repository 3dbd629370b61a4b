package io.jdock.container;

import io.jdock.oci.Hooks;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.RuntimeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The OCI configuration of a container. That of a {@link ContainerSpec} is made when the first one asks for it: a start that was
 * {@linkplain KeptPrograms kept} has no need of it. Safe for use by several threads.
 */
final class Configuration {
    private final Supplier<RuntimeSpec> spec;
    private final Map<String, String> annotations;
    private final boolean walled;
    private final Optional<ContainerSpec> wanted;

    private Configuration(
            Supplier<RuntimeSpec> spec,
            Map<String, String> annotations,
            boolean walled,
            Optional<ContainerSpec> wanted) {
        this.spec = spec;
        this.annotations = annotations;
        this.walled = walled;
        this.wanted = wanted;
    }

    /** One that there is. */
    static Configuration of(RuntimeSpec spec) {
        return new Configuration(
                () -> spec, spec.annotations(), spec.linux().has(LinuxNamespaceType.PID), Optional.empty());
    }

    /** What a specification comes to. It has neither hooks nor devices of the host's network. */
    static Configuration of(ContainerSpec spec, Supplier<RuntimeSpec> source) {
        return new Configuration(
                new Once<>(source),
                spec.annotations(),
                !spec.shared().contains(LinuxNamespaceType.PID),
                Optional.of(spec));
    }

    RuntimeSpec spec() {
        return spec.get();
    }

    /** What it comes from; empty if it came from elsewhere. */
    Optional<ContainerSpec> wanted() {
        return wanted;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    /** Whether it has a PID namespace of its own. */
    boolean walled() {
        return walled;
    }

    Hooks hooks() {
        return wanted.isPresent() ? Hooks.NONE : spec().hooks();
    }

    /** Whether it takes devices of the host's network. */
    boolean movesDevices() {
        return wanted.isEmpty() && MovedDevices.areAskedFor(spec());
    }
}
