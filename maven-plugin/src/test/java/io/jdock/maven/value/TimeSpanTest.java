package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "90s, PT1M30S", "2m, PT2M", "2 M, PT2M", "1h, PT1H"})
    void theUnitIsWritten(String text, Duration span) throws Exception {
        assertThat(TimeSpan.parse("timeout", text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1.5s", "-1s", "30 seconds"})
    void numbersWithoutAUnitAreRefused(String text) {
        assertThatThrownBy(() -> TimeSpan.parse("timeout", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'" + text + "' is no span of time; write a whole number and a unit");
    }

    @Test
    void zeroIsRefused() {
        assertThatThrownBy(() -> TimeSpan.parse("timeout", "0s")).hasMessageContaining("leave the parameter out");
    }
}
