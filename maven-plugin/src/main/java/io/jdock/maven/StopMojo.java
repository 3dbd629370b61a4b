package io.jdock.maven;

import io.jdock.service.DetachedServices;
import io.jdock.service.ServiceState;
import io.jdock.service.Services;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Stops the containers that {@code jdock:start} has started in this project, the latest first: asks each to end, and kills it when
 * that takes longer than 3 seconds. In a build that has started none, the detached ones of the project are stopped, or of another
 * project. Does nothing if there is none.
 */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class StopMojo extends AbstractMojo {
    /** The only container to stop, of this build or else a detached one. Without it: all. */
    @Parameter(property = "jdock.alias")
    @Nullable
    String alias;

    /**
     * The directory of another project, whose detached containers are stopped instead, as {@code jdock:ps -Djdock.all} shows it. The
     * directory itself may be gone.
     */
    @Parameter(property = "jdock.projectDirectory")
    @Nullable
    File projectDirectory;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public void execute() throws MojoExecutionException {
        Optional<Services> own = BackgroundContainers.existing(this)
                .filter(services -> projectDirectory == null)
                .filter(services -> alias == null || services.named(alias).isPresent());
        try {
            if (own.isPresent()) {
                stop(own.get());
            } else {
                stopDetached();
            }
        } catch (IOException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted while containers were being stopped", e);
        }
    }

    private void stop(Services services) throws InterruptedException {
        boolean all = services.stop(
                Optional.ofNullable(alias), (service, status) -> BackgroundContainers.tellStopped(service, getLog()));
        if (all) {
            BackgroundContainers.forget(this);
        }
    }

    private void stopDetached() throws IOException {
        Optional<DetachedServices> services = projectDirectory == null
                ? DetachedContainers.find(project)
                : Optional.of(DetachedContainers.of(projectDirectory.toPath()));
        List<ServiceState> stopped = services.isPresent() ? services.get().stop(Optional.ofNullable(alias)) : List.of();
        stopped.forEach(state -> BackgroundContainers.tellStopped(state, getLog()));
        if (stopped.isEmpty()) {
            getLog().info("No containers to stop");
        }
    }
}
