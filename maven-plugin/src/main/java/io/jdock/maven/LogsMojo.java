package io.jdock.maven;

import io.jdock.maven.value.Count;
import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import io.jdock.service.LogLine;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Prints what a container that {@code jdock:start} has started wrote so far, as it wrote it. */
@Mojo(name = "logs", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class LogsMojo extends AbstractServiceMojo {
    /** How many of the last lines to print. Without it: all. */
    @Parameter(property = "jdock.tail")
    @Nullable
    String tail;

    /** Whether to go on with what it writes, until it ends. */
    @Parameter(property = "jdock.follow", defaultValue = "false")
    boolean follow;

    /** Whether the time stands before each line. It is known of detached containers, and of lines that are followed. */
    @Parameter(property = "jdock.timestamps", defaultValue = "false")
    boolean timestamps;

    @Override
    void carryOut(BackgroundService service) throws ParameterException, IOException, InterruptedException {
        int wanted = tail == null ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, Count.parse("tail", tail));
        service.read(wanted, follow, this::print);
    }

    private void print(LogLine line) {
        StandardOutput.print((timestamps ? line.stamped() : line.text()) + "\n");
    }
}
