package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A container with a name that runs in the background of a build. */
public final class Service {
    private final ServiceDescription description;
    private final Container container;
    private final ServiceLog log;
    private final boolean onHostNetwork;
    private volatile boolean dismissed;

    Service(ServiceDescription description, Container container, ServiceLog log, boolean onHostNetwork) {
        this.description = description;
        this.container = container;
        this.log = log;
        this.onHostNetwork = onHostNetwork;
    }

    public String alias() {
        return description.alias();
    }

    /** What it was started from. */
    public ServiceDescription description() {
        return description;
    }

    public Container container() {
        return container;
    }

    /** What it runs in; empty if that is no image. */
    public Optional<ContainerImage> image() {
        return description.image();
    }

    /**
     * Waits for the end, and for all that was written until then.
     *
     * @return its exit status; empty if it still runs after this time
     */
    public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        if (!container.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return OptionalInt.empty();
        }
        log.end().exceptionally(e -> null).join();
        return OptionalInt.of(container.exitValue());
    }

    /** Its exit status; empty while it runs. */
    public OptionalInt exitStatus() {
        return container.isAlive() ? OptionalInt.empty() : OptionalInt.of(container.exitValue());
    }

    /**
     * Sends a signal to the application; SIGKILL ends the whole container.
     *
     * @return whether it still ran
     */
    public boolean signal(Signal signal) {
        boolean alive = container.isAlive();
        if (signal.equals(Signal.SIGKILL)) {
            kill();
        } else {
            container.signal(signal);
        }
        return alive;
    }

    /**
     * Tells a listener the lines that it wrote so far and each one that it writes, until its end.
     *
     * @param last how many of the lines so far at most
     */
    public void follow(int last, Consumer<String> listener) throws IOException, InterruptedException {
        log.follow(last, listener);
    }

    /** All that it wrote so far. */
    public List<String> lines() throws IOException {
        return log.lines();
    }

    /**
     * Returns when the service is ready.
     *
     * @throws ServiceException if it ends before, or the time is over; the message has the last lines that it wrote
     */
    void awaitReady() throws IOException, InterruptedException, ServiceException {
        new Waiting(this, log, onHostNetwork).until(description.readiness());
    }

    /** What it wrote last, as the end of a message: from a semicolon on. */
    public String lastLines() {
        return log.tail().isEmpty()
                ? "; it has written nothing"
                : "; the last it wrote:\n    " + String.join("\n    ", log.tail());
    }

    /** Ends the container at once, without asking. Who waits for it to be ready is told that it has ended. */
    void kill() {
        dismissed = true;
        container.destroyForcibly();
    }

    /** Whether somebody wanted it to end, so that it is not to be started again. */
    boolean dismissed() {
        return dismissed;
    }

    /**
     * Ends the container: asks first, kills after three seconds.
     *
     * @return its exit status
     */
    int stop() throws InterruptedException {
        dismissed = true;
        container.destroy();
        int status = container.waitFor();
        log.end().exceptionally(e -> null).join();
        return status;
    }
}
