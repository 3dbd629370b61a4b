package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.TimeSpan;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Waits for the end of a container that {@code jdock:start} has started. The build fails if its exit status is not 0, or if it does not
 * end in time.
 */
@Mojo(name = "wait", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class WaitMojo extends AbstractServiceMojo {
    /** When to give up, such as {@code 90s} or {@code 5m}. The container goes on then. */
    @Parameter(property = "jdock.timeout", defaultValue = "60s")
    String timeout = "60s";

    @Override
    void carryOut(BackgroundService service)
            throws ParameterException, IOException, InterruptedException, MojoFailureException {
        Duration patience = TimeSpan.parse("timeout", timeout);
        OptionalInt status = service.awaitEnd(patience);
        if (status.isEmpty()) {
            throw new MojoFailureException(service.alias() + " did not end within " + timeout + service.lastLines());
        }
        String end = service.alias() + " ended with exit status "
                + ExitStatus.of(status.getAsInt(), service.state()).describe();
        if (status.getAsInt() != 0) {
            throw new MojoFailureException(end + service.lastLines());
        }
        getLog().info(end);
    }
}
