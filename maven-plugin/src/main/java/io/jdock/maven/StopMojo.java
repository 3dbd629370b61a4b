package io.jdock.maven;

import io.jdock.service.Services;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Stops the containers that {@code jdock:start} has started in this project, the latest first: asks each to end, and kills it when
 * that takes longer than 3 seconds. Does nothing if there is none.
 */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class StopMojo extends AbstractMojo {
    /** The only container to stop. Without it: all. */
    @Parameter(property = "jdock.alias")
    private @Nullable String alias;

    @Override
    public void execute() throws MojoExecutionException {
        Optional<Services> services = BackgroundContainers.existing(this);
        if (services.isEmpty()) {
            getLog().info("No containers to stop");
            return;
        }
        try {
            boolean all = services.get().stop(Optional.ofNullable(alias), (service, status) -> {
                getLog().info("Stopped " + service.alias() + ", exit status "
                        + ExitStatus.of(service.container()).describe());
                RefusedConnections.tell(service.alias(), service.container(), getLog());
            });
            if (all) {
                BackgroundContainers.forget(this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted while containers were being stopped", e);
        }
    }
}
