package io.jdock.service;

import io.jdock.container.ContainerSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A service that is to be started.
 *
 * @param alias its name in the build
 * @param dependsOn aliases of those that have to be ready before it is started
 * @param spec whose streams are not looked at
 * @param readiness when those that depend on it may start
 * @param log a file for what it writes
 */
public record ServiceDescription(
        String alias, List<String> dependsOn, ContainerSpec spec, Readiness readiness, Path log) {
    public ServiceDescription {
        dependsOn = List.copyOf(dependsOn);
    }
}
