package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerProcess;
import io.jdock.container.ExecSpec;
import io.jdock.container.Streams;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command in a container that tells something by its exit status.
 *
 * @param command program and arguments
 * @param limit of the time of one run, which is killed then; empty for none
 */
record CommandProbe(Container container, List<String> command, Optional<Duration> limit) {

    /**
     * Runs it, and says how it failed; empty if it succeeded.
     *
     * @throws IOException if it cannot be run, though the container has not ended
     */
    Optional<String> failure() throws IOException, InterruptedException {
        try {
            ExecSpec spec = ExecSpec.of(command.toArray(String[]::new)).withStreams(new Streams.Discard());
            ContainerProcess process = container.exec(spec);
            if (limit.isPresent() && !process.waitFor(limit.get().toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                return Optional.of("it took more than " + limit.get().toMillis() + " ms");
            }
            int status = process.waitFor();
            return status == 0 ? Optional.empty() : Optional.of("exit status " + status);
        } catch (IOException e) {
            // its processes end a moment before its end is told
            if (!container.waitFor(1, TimeUnit.SECONDS)) {
                throw e;
            }
            return Optional.of("the container has ended");
        }
    }

    boolean succeeds() throws IOException, InterruptedException {
        return failure().isEmpty();
    }
}
