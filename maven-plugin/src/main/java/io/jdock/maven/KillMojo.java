package io.jdock.maven;

import io.jdock.kernel.Signal;
import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Sends a signal to the application in a container that {@code jdock:start} has started. The build fails if it has ended. */
@Mojo(name = "kill", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class KillMojo extends AbstractServiceMojo {
    /** The signal's name or number, such as {@code HUP}; see signal(7). */
    @Parameter(property = "jdock.signal", defaultValue = "KILL")
    String signal = "KILL";

    @Override
    void carryOut(BackgroundService service) throws ParameterException, IOException, MojoFailureException {
        Signal wanted = Signal.named(signal)
                .orElseThrow(() -> new ParameterException(
                        "signal", "there is no '" + signal + "'; write a name such as HUP, or a number from 1 to 64"));
        if (!service.signal(wanted)) {
            throw new MojoFailureException(service.alias() + " has ended already");
        }
        getLog().info("Sent " + wanted.name() + " to " + service.alias());
    }
}
