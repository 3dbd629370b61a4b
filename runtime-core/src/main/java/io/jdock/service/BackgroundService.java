package io.jdock.service;

import io.jdock.container.ContainerTask;
import io.jdock.container.ExecSpec;
import io.jdock.container.Usage;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A service by its name, whichever process owns its container: this one, or a {@link Keeper}. */
public sealed interface BackgroundService permits Service, DetachedService {
    String alias();

    /** What is known of it now. */
    ServiceState state() throws IOException;

    /**
     * Starts a further process in the container, which ends with this JVM at the latest.
     *
     * @throws IOException if the container has ended or the process cannot be started
     */
    Process exec(ExecSpec process) throws IOException;

    /** Its processes now, in the order of their numbers; none, if it has ended. */
    List<ContainerTask> tasks() throws IOException;

    /** What it uses now; nothing, if it has ended. */
    Usage usage() throws IOException;

    /**
     * Sends a signal to the application; SIGKILL ends the whole container.
     *
     * @return whether it still ran
     */
    boolean signal(Signal signal) throws IOException;

    /**
     * Waits for the end, and for all that was written until then.
     *
     * @return its exit status; empty if it still runs after this time
     */
    OptionalInt awaitEnd(Duration patience) throws IOException, InterruptedException;

    /**
     * Tells a listener the lines that it wrote so far, as far as they are kept.
     *
     * @param last how many of them at most
     * @param follow whether each one that it writes as well, until its end
     */
    void read(int last, boolean follow, Consumer<LogLine> listener) throws IOException, InterruptedException;

    /** What it wrote last, as the end of a message: from a semicolon on. */
    String lastLines() throws IOException, InterruptedException;
}
