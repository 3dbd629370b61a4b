package io.jdock.maven;

import io.jdock.container.ExecSpec;
import io.jdock.container.Streams;
import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs a command in a container that {@code jdock:start} has started, such as one that fills a database. The build fails if its exit
 * status is not 0.
 */
@Mojo(name = "exec", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class ExecMojo extends AbstractServiceMojo {
    /**
     * The command: an {@code <argument>} element for each word, or a single text that is split at blanks outside of quotes.
     */
    @Parameter(property = "jdock.exec.command", required = true)
    CommandLine command = new CommandLine();

    @Override
    void carryOut(BackgroundService service)
            throws ParameterException, IOException, InterruptedException, MojoFailureException {
        List<String> words = command.words("exec.command");
        Process process = service.exec(
                new ExecSpec(words, Map.of(), Optional.empty(), Optional.empty(), false, new Streams.InheritOutput()));
        int status = process.waitFor();
        if (status != 0) {
            throw new MojoFailureException("The command in " + alias + " ended with exit status "
                    + ExitStatus.of(status, service.state()).describe());
        }
    }
}
