package io.jdock.cli;

import io.jdock.container.Container;
import io.jdock.container.ContainerProcess;
import io.jdock.container.TerminalRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A process in a container that this JVM waits for, on its own terminal if the process has one. When the JVM is asked to
 * end, the process is.
 */
final class Foreground {
    private final Process process;
    private final @Nullable TerminalRelay relay;

    private Foreground(Process process, @Nullable TerminalRelay relay) {
        this.process = process;
        this.relay = relay;
    }

    static Foreground of(Container container, boolean terminal) throws IOException {
        return new Foreground(container, terminal ? TerminalRelay.of(container) : null);
    }

    static Foreground of(ContainerProcess process, boolean terminal) throws IOException {
        return new Foreground(process, terminal ? TerminalRelay.of(process) : null);
    }

    /** Returns its exit status. */
    int await() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "ends the container"));
        try (relay) {
            return process.waitFor();
        }
    }

    private void end() {
        process.destroy();
        try {
            int status = process.waitFor();
            if (relay != null) {
                relay.close();
            }
            Runtime.getRuntime().halt(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
