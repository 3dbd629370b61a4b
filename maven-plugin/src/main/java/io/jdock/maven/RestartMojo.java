package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import io.jdock.service.DetachedService;
import io.jdock.service.LogLine;
import io.jdock.service.ServiceException;
import io.jdock.service.ServiceState;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Stops a container that {@code jdock:start} has started, and starts it again from its description: with a fresh file system, the same
 * ports, and the next part of its log. Returns when the application is ready.
 */
@Mojo(name = "restart", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class RestartMojo extends AbstractServiceMojo {
    @Parameter(defaultValue = "${session}", readonly = true)
    @Nullable
    MavenSession session;

    @Override
    void carryOut(BackgroundService old)
            throws ParameterException, IOException, InterruptedException, MojoFailureException {
        try {
            BiConsumer<String, LogLine> log = BackgroundContainers.log(this, session);
            ServiceState state = old instanceof DetachedService
                    ? DetachedContainers.of(project).restart(alias, log)
                    : BackgroundContainers.of(this, session).restart(alias, log).state();
            project.getProperties().putAll(ContainerProperties.ofProcess(state));
            getLog().info("Restarted " + alias);
        } catch (ServiceException e) {
            throw new MojoFailureException(e.getMessage(), e);
        }
    }
}
