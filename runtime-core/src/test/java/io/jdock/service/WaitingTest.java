package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0, 2", "16, 2", "80, 10", "400, 50", "60000, 50"})
    void aServiceThatTakesLongerIsLookedAtLessOften(long takenMillis, long pauseMillis) {
        assertThat(Duration.ofNanos(Waiting.pause(Duration.ofMillis(takenMillis).toNanos())))
                .isEqualTo(Duration.ofMillis(pauseMillis));
    }

    /** It gets ready after the first look has failed, and the second one would come too late for this test. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aServiceThatWritesSomethingIsLookedAt() throws Exception {
        String script = "until test -e /tmp/looked; do sleep 0.01; done; touch /tmp/ready; echo ready; sleep 1000";
        Readiness readiness = Readiness.atOnce()
                .withCommand("test -e /tmp/ready || { touch /tmp/looked; false; }")
                .withTimeout(Duration.ofHours(2));
        ContainerSpec spec = ContainerSpec.builder("sh", "-c", script)
                .streams(new Streams.Pipes())
                .build();
        ServiceDescription web =
                new ServiceDescription("web", List.of(), spec, readiness, directory.resolve("web.log"));
        try (Jdock jdock = Jdock.open()) {
            Container container = jdock.start(spec);
            ServiceLog log = new ServiceLog(container, web.log(), false, line -> {}, readiness);
            Service service = new Service(web, container, log, false);

            new Waiting(service, log, false, taken -> Duration.ofHours(1).toNanos()).until(readiness);

            assertThat(log.tail()).containsExactly("ready");
            service.stop();
        }
    }
}
