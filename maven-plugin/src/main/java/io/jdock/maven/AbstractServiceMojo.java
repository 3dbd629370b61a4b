package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** What the goals share that deal with one container that {@code jdock:start} has started, in this build or as a detached one. */
public abstract class AbstractServiceMojo extends AbstractMojo {
    /** The name of the container in this build. */
    @Parameter(property = "jdock.alias", defaultValue = "application")
    String alias = "application";

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        try {
            BackgroundService service = BackgroundContainers.named(this, project, alias)
                    .orElseThrow(() -> new MojoFailureException("There is no container '" + alias
                            + "' in this build, nor a detached one; jdock:start starts one in the same project"));
            carryOut(service);
        } catch (ParameterException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException(alias + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted", e);
        }
    }

    /** Does what the goal is for. */
    abstract void carryOut(BackgroundService service)
            throws ParameterException, IOException, InterruptedException, MojoFailureException;
}
