package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @Test
    void aKillForWantOfMemoryIsToldWithTheRemedy() {
        assertThat(ExitStatus.describe(137, true, "64m"))
                .startsWith("137 (SIGKILL): ")
                .contains("more memory than its limit of 64m", "raise <memory>", "-Djdock.memory", "-Xmx");
        assertThat(ExitStatus.describe(137, false, "64m")).isEqualTo("137 (SIGKILL)");
    }

    @Test
    void aProcessThatWasKilledForWantOfMemoryIsNotTheApplicationsEnd() {
        assertThat(ExitStatus.describe(1, true, "64m")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "127, 127", "137, 137 (SIGKILL)", "143, 143 (SIGTERM)", "255, 255"})
    void signalsAreNamed(int status, String text) {
        assertThat(ExitStatus.describe(status)).isEqualTo(text);
    }
}
