package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "127, 127", "137, 137 (SIGKILL)", "143, 143 (SIGTERM)", "255, 255"})
    void signalsAreNamed(int status, String text) {
        assertThat(ExitStatus.describe(status)).isEqualTo(text);
    }
}
