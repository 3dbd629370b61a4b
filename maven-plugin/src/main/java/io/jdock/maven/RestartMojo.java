package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.service.Service;
import io.jdock.service.ServiceException;
import java.io.IOException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Stops a container that {@code jdock:start} has started, and starts it again from its description: with a fresh file system, the same
 * ports, and the next part of its log. Returns when the application is ready.
 */
@Mojo(name = "restart", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class RestartMojo extends AbstractServiceMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    void carryOut(Service old) throws ParameterException, IOException, InterruptedException, MojoFailureException {
        try {
            Service service = BackgroundContainers.of(this).restart(alias, BackgroundContainers.log(this));
            project.getProperties().putAll(ContainerProperties.ofProcess(alias, service.container()));
            getLog().info("Restarted " + alias);
        } catch (ServiceException e) {
            throw new MojoFailureException(e.getMessage(), e);
        }
    }
}
