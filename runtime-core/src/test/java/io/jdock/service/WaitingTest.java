package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingTest {
    @ParameterizedTest
    @CsvSource({"0, 2", "16, 2", "80, 10", "400, 50", "60000, 50"})
    void aServiceThatTakesLongerIsLookedAtLessOften(long takenMillis, long pauseMillis) {
        assertThat(Duration.ofNanos(Waiting.pause(Duration.ofMillis(takenMillis).toNanos())))
                .isEqualTo(Duration.ofMillis(pauseMillis));
    }
}
