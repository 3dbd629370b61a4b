package io.jdock.maven;

import io.jdock.container.ContainerProcess;
import io.jdock.container.ExecSpec;
import io.jdock.container.Streams;
import io.jdock.maven.service.Service;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs a command in a container that {@code jdock:start} has started, such as one that fills a database. The build fails if its exit
 * status is not 0.
 */
@Mojo(name = "exec", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class ExecMojo extends AbstractMojo {
    /** The name of the container in this build. */
    @Parameter(property = "jdock.alias", defaultValue = "application")
    private String alias = "application";

    /**
     * The command: an {@code <argument>} element for each word, or a single text that is split at blanks outside of quotes.
     */
    @Parameter(property = "jdock.exec.command", required = true)
    private CommandLine command = new CommandLine();

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try {
            List<String> words = command.words("exec.command");
            Service service = BackgroundContainers.existing(this)
                    .flatMap(services -> services.named(alias))
                    .orElseThrow(() -> new MojoFailureException("There is no container '" + alias
                            + "' in this build; jdock:start starts one in the same project"));
            ContainerProcess process = service.container()
                    .exec(new ExecSpec(
                            words, Map.of(), Optional.empty(), Optional.empty(), false, new Streams.InheritOutput()));
            int status = process.waitFor();
            if (status != 0) {
                throw new MojoFailureException(
                        "The command ended with exit status " + ExitStatus.describe(status) + " in " + alias);
            }
        } catch (ParameterException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException("The command could not be started in " + alias + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted", e);
        }
    }
}
