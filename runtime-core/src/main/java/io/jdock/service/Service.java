package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerTask;
import io.jdock.container.ExecSpec;
import io.jdock.container.Usage;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** A container with a name that runs in the background of a build, and ends with this JVM at the latest. */
public final class Service implements BackgroundService {
    private final ServiceDescription description;
    private final Container container;
    private final ServiceLog log;
    private final boolean onHostNetwork;
    private final Optional<HealthMonitor> health;
    private volatile boolean dismissed;

    Service(ServiceDescription description, Container container, ServiceLog log, boolean onHostNetwork) {
        this.description = description;
        this.container = container;
        this.log = log;
        this.onHostNetwork = onHostNetwork;
        this.health = description.health().map(check -> new HealthMonitor(check, container, this::warn));
    }

    private void warn(String notice) {
        LoggerFactory.getLogger(Service.class).warn("{} {}", alias(), notice);
    }

    @Override
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

    @Override
    public ServiceState state() {
        return ServiceState.of(alias(), container, health.map(HealthMonitor::health));
    }

    @Override
    public Process exec(ExecSpec process) throws IOException {
        return container.exec(process);
    }

    @Override
    public List<ContainerTask> tasks() throws IOException {
        return container.tasks();
    }

    @Override
    public Usage usage() throws IOException {
        return container.usage();
    }

    @Override
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

    @Override
    public boolean signal(Signal signal) {
        boolean alive = container.isAlive();
        if (signal.equals(Signal.SIGKILL)) {
            kill();
        } else {
            container.signal(signal);
        }
        return alive;
    }

    @Override
    public void read(int last, boolean follow, Consumer<LogLine> listener) throws IOException, InterruptedException {
        if (follow) {
            log.follow(last, listener);
        } else {
            log.last(last).forEach(listener);
        }
    }

    /** All that it wrote so far, as far as it is kept. */
    public List<String> lines() throws IOException {
        return log.lines().stream().map(LogLine::text).toList();
    }

    /**
     * Returns when the service is ready.
     *
     * @throws ServiceException if it ends before, or the time is over; the message has the last lines that it wrote
     */
    void awaitReady() throws IOException, InterruptedException, ServiceException {
        new Waiting(this, log, onHostNetwork).until(description.readiness());
        boolean seen = description.readiness().conditions().stream().anyMatch(Condition.Healthy.class::isInstance);
        health.filter(monitor -> seen).ifPresent(HealthMonitor::passed);
    }

    /** Its health is looked after from now on, until it ends. */
    void watchHealth() {
        health.ifPresent(HealthMonitor::begin);
    }

    @Override
    public String lastLines() {
        return lastLines(log.tail());
    }

    static String lastLines(List<String> lines) {
        return lines.isEmpty()
                ? "; it has written nothing"
                : "; the last it wrote:\n    " + String.join("\n    ", lines);
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
