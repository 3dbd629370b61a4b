package io.jdock.service;

import io.jdock.container.ContainerSpec;
import io.jdock.container.HealthCheck;
import java.util.List;
import java.util.Optional;

/**
 * A {@link ServiceDescription} as it can be told to another process: without the image, which is on the disk anyway.
 *
 * @param spec whose paths are absolute
 */
record DetachedDescription(
        String alias,
        List<String> dependsOn,
        ContainerSpec spec,
        Readiness readiness,
        LogFile log,
        RestartPolicy restart,
        Optional<HealthCheck> health) {

    static DetachedDescription of(ServiceDescription description) {
        return new DetachedDescription(
                description.alias(),
                description.dependsOn(),
                description.spec(),
                description.readiness(),
                description.log(),
                description.restart(),
                description.health());
    }

    /** Whether it asks for the same. Patterns are told apart by their text, and the terminal of who asks does not count. */
    boolean isLike(DetachedDescription other) {
        return alias.equals(other.alias)
                && dependsOn.equals(other.dependsOn)
                && onNoTerminal(spec).equals(onNoTerminal(other.spec))
                && readiness.toString().equals(other.readiness.toString())
                && log.equals(other.log)
                && restart.equals(other.restart)
                && health.equals(other.health);
    }

    private static ContainerSpec onNoTerminal(ContainerSpec spec) {
        return spec.toBuilder()
                .environment("TERM", "")
                .environment("COLORTERM", "")
                .build();
    }

    ServiceDescription description() {
        return new ServiceDescription(alias, dependsOn, spec, readiness, log, restart, health, Optional.empty());
    }
}
