package io.jdock.maven;

import io.jdock.maven.value.Count;
import io.jdock.maven.value.ParameterException;
import io.jdock.service.Service;
import java.io.IOException;
import java.util.List;
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

    @Override
    void carryOut(Service service) throws ParameterException, IOException {
        List<String> lines = service.lines();
        long wanted = tail == null ? lines.size() : Count.parse("tail", tail);
        for (String line : lines.subList((int) Math.max(0, lines.size() - wanted), lines.size())) {
            StandardOutput.print(line + "\n");
        }
    }
}
