package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.service.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    @Test
    void withoutConditionsAServiceIsReadyAtOnce() throws Exception {
        Readiness readiness = Conditions.parse(Map.of());

        assertThat(readiness.log()).isEmpty();
        assertThat(readiness.tcp()).isEmpty();
        assertThat(readiness.timeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void hasAllConditionsThatAreGiven() throws Exception {
        Readiness readiness = Conditions.parse(
                Map.of("log", "Started .*", "tcp", "8080", "http", "http://localhost:8080/health", "timeout", "2m"));

        assertThat(readiness.log()).get().asString().isEqualTo("Started .*");
        assertThat(readiness.tcp()).contains(8080);
        assertThat(readiness.http()).contains(URI.create("http://localhost:8080/health"));
        assertThat(readiness.timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource({
        "logs, x, there is no condition 'logs'",
        "log, (, is no regular expression",
        "tcp, 0, is no number from 1 to 65535",
        "tcp, http, is no number",
        "http, localhost:80, is no address of http",
        "exit, 256, is no number from 0 to 255",
        "time, 5, is no span of time",
    })
    void refusesWhatHasNoMeaning(String name, String value, String message) {
        assertThatThrownBy(() -> Conditions.parse(Map.of(name, value))).hasMessageContaining(message);
    }
}
