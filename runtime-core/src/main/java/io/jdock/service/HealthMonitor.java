package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.HealthCheck;
import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs a service's health check again and again while its container runs, in a thread of its own that ends with it. */
final class HealthMonitor {
    /** Before the first run: whoever waited for the container has something to ask it now, and the check shall not get in the way. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final HealthCheck check;
    private final Container container;
    private final CommandProbe probe;
    private final Consumer<String> warning;
    private final long start = System.nanoTime();

    private Health health = Health.STARTING; // guarded by this
    private int failures; // guarded by this, one after the other

    /** @param warning is told once that the service has become unhealthy, and once that it is healthy again */
    HealthMonitor(HealthCheck check, Container container, Consumer<String> warning) {
        this.check = check;
        this.container = container;
        this.probe = new CommandProbe(container, check.command(), Optional.of(check.timeout()));
        this.warning = warning;
    }

    synchronized Health health() {
        return health;
    }

    /** The check is run from now on: soon, unless somebody has just seen it succeed. */
    void begin() {
        boolean seen = health() == Health.HEALTHY;
        new DaemonThreads("jdock checks health").start(() -> watch(seen));
    }

    private void watch(boolean seen) {
        try {
            Duration pause = pause();
            rest(seen || pause.compareTo(FIRST_PAUSE) < 0 ? pause : FIRST_PAUSE);
            while (container.isAlive()) {
                look();
                rest(pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; it would be the end
        }
    }

    private void look() throws InterruptedException {
        Optional<String> failure;
        try {
            failure = probe.failure();
        } catch (IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
        if (failure.isEmpty()) {
            passed();
        } else if (container.isAlive()) {
            failed(failure.get());
        }
    }

    /** From the end of one run to the next. */
    private Duration pause() {
        return isStarting() ? check.startInterval() : check.interval();
    }

    /** Until the next run is due, or the container ends. */
    private void rest(Duration pause) throws InterruptedException {
        try {
            container.onExit().get(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // it is due; or nobody knows how the container ended, which it has
        }
    }

    private boolean isStarting() {
        return health() == Health.STARTING
                && System.nanoTime() - start < check.startPeriod().toNanos();
    }

    /** A run has succeeded, here or while the service was waited for. */
    synchronized void passed() {
        failures = 0;
        boolean again = health == Health.UNHEALTHY;
        health = Health.HEALTHY;
        if (again) {
            warning.accept("is healthy again");
        }
    }

    private synchronized void failed(String how) {
        if (isStarting()) {
            return;
        }
        failures++;
        if (failures >= check.retries() && health != Health.UNHEALTHY) {
            health = Health.UNHEALTHY;
            warning.accept("is unhealthy: its health check '" + String.join(" ", check.command())
                    + "' has failed as often as it may, " + failures + " in a row; the last time: " + how);
        }
    }
}
