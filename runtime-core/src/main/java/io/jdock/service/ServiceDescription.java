package io.jdock.service;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.PublishedPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A service that is to be started.
 *
 * @param alias its name in the build
 * @param dependsOn aliases of those that have to be ready before it is started
 * @param spec whose streams are not looked at
 * @param readiness when those that depend on it may start
 * @param log where what it writes is kept
 * @param restart what happens when it ends by itself
 * @param health how it is looked after while it runs, if it is
 * @param image that its root file system is of, if it is one
 */
public record ServiceDescription(
        String alias,
        List<String> dependsOn,
        ContainerSpec spec,
        Readiness readiness,
        LogFile log,
        RestartPolicy restart,
        Optional<HealthCheck> health,
        Optional<ContainerImage> image) {
    public ServiceDescription {
        dependsOn = List.copyOf(dependsOn);
        if (readiness.asksForHealth() && health.isEmpty()) {
            throw new IllegalArgumentException(
                    "readiness: the health check of '" + alias + "' is to be waited for, and it has none");
        }
    }

    /** A service that stays down when it has ended, has no health check, runs in no image, and whose log grows. */
    public ServiceDescription(String alias, List<String> dependsOn, ContainerSpec spec, Readiness readiness, Path log) {
        this(
                alias,
                dependsOn,
                spec,
                readiness,
                LogFile.at(log),
                RestartPolicy.never(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same service on the ports that it has got, where it was to have any that are free. */
    ServiceDescription on(List<PublishedPort> ports) {
        return new ServiceDescription(
                alias,
                dependsOn,
                spec.toBuilder().publishedPorts(ports).build(),
                readiness,
                log,
                restart,
                health,
                image);
    }
}
