package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.ContainerSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service is well as long as a file is there. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HealthMonitorTest {
    private static final HealthCheck CHECK = HealthCheck.of(
                    "/bin/sh", "-c", "echo >> /shared/looks; test -e /shared/well")
            .withInterval(Duration.ofMillis(5))
            .withStartInterval(Duration.ofMillis(5));

    @TempDir
    Path directory;

    private final Services services = new Services();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private Service service;

    @BeforeEach
    void start() throws Exception {
        ContainerSpec spec = ContainerSpec.builder("sleep", "1000")
                .volume(new Volume(directory, Path.of("/shared"), false))
                .build();
        service = services.start(
                        List.of(new ServiceDescription(
                                "web", List.of(), spec, Readiness.atOnce(), directory.resolve("web.log"))),
                        (alias, line) -> {})
                .get(0);
    }

    @AfterEach
    void stop() throws InterruptedException {
        services.stop(Optional.empty(), (alias, status) -> {});
    }

    private HealthMonitor monitor(HealthCheck check) {
        return new HealthMonitor(check, service.container(), warnings::add);
    }

    private Path well() {
        return directory.resolve("well");
    }

    private void awaitLooks(int count) throws IOException {
        Path looks = directory.resolve("looks");
        while (Files.notExists(looks) || Files.readAllLines(looks).size() < count) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void eachChangeIsToldOnce() throws Exception {
        HealthMonitor monitor = monitor(CHECK.withRetries(2));
        assertThat(monitor.health()).isEqualTo(Health.STARTING);
        monitor.begin();

        assertThat(warnings.take())
                .startsWith("is unhealthy: its health check '/bin/sh -c echo")
                .endsWith("has failed as often as it may, 2 in a row; the last time: exit status 1");
        assertThat(monitor.health()).isEqualTo(Health.UNHEALTHY);
        awaitLooks(5);
        Files.createFile(well());
        assertThat(warnings.take()).isEqualTo("is healthy again");
        assertThat(monitor.health()).isEqualTo(Health.HEALTHY);
        Files.delete(well());
        assertThat(warnings.take()).contains("is unhealthy");
        assertThat(warnings).isEmpty();
    }

    @Test
    void failuresCountAfterTheStartPeriodOrTheFirstSuccess() throws Exception {
        HealthMonitor monitor = monitor(CHECK.withRetries(1).withStartPeriod(Duration.ofHours(1)));
        monitor.begin();
        awaitLooks(3);
        assertThat(monitor.health()).isEqualTo(Health.STARTING);
        assertThat(warnings).isEmpty();

        Files.createFile(well());
        while (monitor.health() == Health.STARTING) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        Files.delete(well());

        assertThat(warnings.take()).contains("is unhealthy");
    }

    @Test
    void aRunThatTakesTooLongOrCannotBeStartedHasFailed() throws Exception {
        monitor(HealthCheck.of("sleep", "1000")
                        .withTimeout(Duration.ofMillis(20))
                        .withRetries(1))
                .begin();
        assertThat(warnings.take()).endsWith("it took more than 20 ms");

        monitor(HealthCheck.of("/no/such/program").withRetries(1)).begin();
        assertThat(warnings.take()).contains("/no/such/program").contains("unhealthy");
    }

    @Test
    void theEndOfTheContainerIsNoFailure() throws Exception {
        Files.createFile(well());
        HealthMonitor monitor = monitor(CHECK.withRetries(1));
        monitor.begin();
        awaitLooks(1);

        service.stop();

        assertThat(monitor.health()).isIn(Health.HEALTHY, Health.STARTING);
        assertThat(warnings).isEmpty();
    }
}
