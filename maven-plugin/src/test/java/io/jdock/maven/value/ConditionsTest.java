package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.HealthCheck;
import io.jdock.service.Condition;
import io.jdock.service.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    @Test
    void withoutConditionsAServiceIsReadyAtOnce() throws Exception {
        assertThat(Conditions.parse(Map.of())).isEqualTo(new Readiness(List.of(), Duration.ofMinutes(1)));
    }

    @Test
    void hasAllConditionsThatAreGiven() throws Exception {
        Readiness readiness = Conditions.parse(
                Map.of("log", "Started .*", "tcp", "8080", "http", "http://localhost:8080/health", "timeout", "2m"));

        assertThat(readiness.conditions())
                .hasToString("[a line with 'Started .*', port 8080, an answer from http://localhost:8080/health]");
        assertThat(readiness.timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void oneOfSeveralMaySuffice() throws Exception {
        Readiness readiness = Conditions.parse(Map.of("any", "true", "tcp", "8080", "time", "5s"));

        assertThat(readiness.conditions()).hasToString("[port 8080 or 5000 ms to pass]");
    }

    @Test
    void theHealthIsWaitedForIfNothingElseIs() throws Exception {
        Optional<HealthCheck> check = Optional.of(HealthCheck.of("ready", "-q"));

        assertThat(Conditions.parse(Map.of(), check).conditions()).hasToString("[its health check]");
        assertThat(Conditions.parse(Map.of("health", "true", "tcp", "80"), check)
                        .conditions())
                .hasToString("[port 80, its health check]");
        assertThat(Conditions.parse(Map.of("tcp", "80"), check).conditions()).hasToString("[port 80]");
        assertThat(Conditions.parse(Map.of("health", "false"), check).conditions())
                .isEmpty();
        assertThat(Conditions.parse(Map.of(), Optional.empty()).conditions()).isEmpty();
        assertThatThrownBy(() -> Conditions.parse(Map.of("health", "true")))
                .hasMessageContaining("takes a healthCheck, or an image with a HEALTHCHECK");
    }

    @Test
    void saysHowManyLinesAndWhatAnswer() throws Exception {
        Readiness readiness = Conditions.parse(Map.of(
                "log", "ready to accept",
                "logCount", "2",
                "http", "https://localhost:8443/",
                "httpMethod", "POST",
                "httpStatus", "201..204",
                "httpBody", "\"UP\"",
                "httpAnyCertificate", "true"));

        assertThat(readiness.conditions()).first().hasToString("2 lines with 'ready to accept'");
        assertThat(readiness.conditions().get(1))
                .usingRecursiveComparison()
                .ignoringFields("body")
                .isEqualTo(new Condition.Http(
                        URI.create("https://localhost:8443/"), "POST", 201, 204, Optional.empty(), true));
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
        "logCount, 2, 'says more of log, which is not given'",
        "any, yes, is neither true nor false",
    })
    void refusesWhatHasNoMeaning(String name, String value, String message) {
        assertThatThrownBy(() -> Conditions.parse(Map.of(name, value))).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"httpStatus, 99, is neither a status", "httpMethod, get, is none of"})
    void refusesAnswersThatThereAreNot(String name, String value, String message) {
        assertThatThrownBy(() -> Conditions.parse(Map.of("http", "http://localhost/", name, value)))
                .hasMessageContaining("wait." + name)
                .hasMessageContaining(message);
    }
}
