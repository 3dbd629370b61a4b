package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.service.Service;
import java.io.IOException;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals share that deal with one container that {@code jdock:start} has started. */
public abstract class AbstractServiceMojo extends AbstractMojo {
    /** The name of the container in this build. */
    @Parameter(property = "jdock.alias", defaultValue = "application")
    String alias = "application";

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        Service service = BackgroundContainers.named(this, alias)
                .orElseThrow(() -> new MojoFailureException("There is no container '" + alias
                        + "' in this build; jdock:start starts one in the same project"));
        try {
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
    abstract void carryOut(Service service)
            throws ParameterException, IOException, InterruptedException, MojoFailureException;
}
