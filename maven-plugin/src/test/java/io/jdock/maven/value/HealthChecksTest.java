package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.HealthCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthChecksTest {
    private static final Optional<HealthCheck> OF_IMAGE =
            Optional.of(HealthCheck.of("pg_isready").withRetries(10).withInterval(Duration.ofSeconds(7)));

    @Test
    void thatOfTheImageHoldsUnlessSomethingIsSaid() throws Exception {
        assertThat(HealthChecks.parse(Map.of(), OF_IMAGE)).isEqualTo(OF_IMAGE);
        assertThat(HealthChecks.parse(Map.of(), Optional.empty())).isEmpty();
    }

    @Test
    void aCommandIsThatOfAShellAndTheTimesAreDockers() throws Exception {
        assertThat(HealthChecks.parse(Map.of("command", "wget -q localhost || exit 1"), Optional.empty()))
                .contains(HealthCheck.of("/bin/sh", "-c", "wget -q localhost || exit 1"));
    }

    @Test
    void eachPartTakesThePlaceOfTheImages() throws Exception {
        Map<String, String> values = Map.of(
                "command", "true", "interval", "1s", "timeout", "500ms", "startPeriod", "1m", "startInterval", "2s");

        assertThat(HealthChecks.parse(values, OF_IMAGE))
                .contains(HealthCheck.of("/bin/sh", "-c", "true")
                        .withInterval(Duration.ofSeconds(1))
                        .withTimeout(Duration.ofMillis(500))
                        .withRetries(10)
                        .withStartPeriod(Duration.ofMinutes(1))
                        .withStartInterval(Duration.ofSeconds(2)));
        assertThat(HealthChecks.parse(Map.of("retries", "2"), OF_IMAGE))
                .contains(OF_IMAGE.get().withRetries(2));
    }

    @Test
    void thatOfTheImageIsSwitchedOff() throws Exception {
        assertThat(HealthChecks.parse(Map.of("command", "none"), OF_IMAGE)).isEmpty();
        assertThatThrownBy(() -> HealthChecks.parse(Map.of("command", "none", "retries", "2"), OF_IMAGE))
                .hasMessageContaining("'healthCheck.retries'")
                .hasMessageContaining("command=none switches off");
    }

    @ParameterizedTest
    @CsvSource({
        "cmd, true, 'there is no ''cmd'' of it; there are command, interval'",
        "interval, 1s, 'says more of a check, and there is none: give a command'",
    })
    void refusesWhatHasNoMeaning(String name, String value, String message) {
        assertThatThrownBy(() -> HealthChecks.parse(Map.of(name, value), Optional.empty()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'healthCheck")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"interval, 5, is no span of time", "retries, 0, is no whole number of at least 1"})
    void refusesValuesOfAnotherKind(String name, String value, String message) {
        assertThatThrownBy(() -> HealthChecks.parse(Map.of(name, value), OF_IMAGE))
                .hasMessageContaining("'healthCheck." + name + "' (-Djdock.healthCheck." + name + ")")
                .hasMessageContaining(message);
    }
}
