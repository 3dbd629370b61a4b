package io.jdock.maven;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import io.jdock.container.TerminalRelay;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.TimeSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Runs the project's application in a container, in the foreground and with Maven's own standard input and output. Compiles
 * nothing: {@code mvn compile jdock:run} does both. On a terminal, Ctrl-C interrupts the application; a signal to Maven asks it to
 * end, and kills the container when that takes longer than 3 seconds. The build fails if the application's exit status is not 0.
 */
@Mojo(name = "run", requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class RunMojo extends AbstractContainerMojo {
    /**
     * How long the application may take, such as {@code 90s} or {@code 5m}. Then it is stopped and the build fails. Without
     * it: as long as it wants.
     */
    @Parameter(property = "jdock.timeout")
    private @Nullable String timeout;

    /**
     * Whether the application reads Maven's standard input. Where that and the output are a terminal, the application gets
     * one of its own behind it: every key is the application's then, so that Ctrl-C interrupts the application alone, and
     * the build goes on if it ends by itself. Otherwise it finds no input, and Ctrl-C is Maven's.
     */
    @Parameter(property = "jdock.interactive", defaultValue = "true")
    private boolean interactive = true;

    @Inject
    RunMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void carryOut(Jdock jdock) throws ParameterException, IOException, InterruptedException, MojoFailureException {
        Optional<Duration> limit = timeout == null ? Optional.empty() : Optional.of(TimeSpan.parse("timeout", timeout));
        Optional<Streams.Terminal> terminal = interactive ? TerminalRelay.terminal() : Optional.empty();
        ContainerSpec inForeground =
                spec(jdock).toBuilder().streams(streams(terminal)).build();
        try (StopAtExit stop = new StopAtExit(jdock)) {
            Container container = jdock.start(inForeground);
            int status;
            try (@Nullable TerminalRelay relay = terminal.isPresent() ? TerminalRelay.of(container) : null) {
                status = runToEnd(container, limit);
            } finally {
                RefusedConnections.tell("The application", container, getLog());
            }
            if (terminal.isPresent() && status == ExitStatus.INTERRUPTED) {
                getLog().info("The application was interrupted");
            } else if (status != 0 && !stop.begun()) {
                throw new MojoFailureException("The application ended with exit status "
                        + ExitStatus.of(container).describe());
            }
        }
    }

    private Streams streams(Optional<Streams.Terminal> terminal) {
        if (!interactive) {
            return new Streams.InheritOutput();
        }
        return terminal.isPresent() ? terminal.get() : new Streams.Inherit();
    }

    private static int runToEnd(Container container, Optional<Duration> limit)
            throws InterruptedException, MojoFailureException {
        if (limit.isEmpty()) {
            return container.waitFor();
        }
        if (!container.waitFor(limit.get().toMillis(), TimeUnit.MILLISECONDS)) {
            container.destroy();
            container.waitFor();
            throw new MojoFailureException("The application did not end within the timeout and was stopped");
        }
        return container.exitValue();
    }
}
