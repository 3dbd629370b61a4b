package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    private static String describe(int status, boolean oomKilled, boolean pidsExhausted) {
        return new ExitStatus(status, oomKilled, pidsExhausted, OptionalLong.of(67108864), OptionalLong.of(10))
                .describe();
    }

    @Test
    void aKillForWantOfMemoryIsToldWithTheRemedy() {
        assertThat(describe(137, true, false))
                .startsWith("137 (SIGKILL): ")
                .contains("more memory than its limit of 67108864 bytes", "raise <memory>", "-Djdock.memory", "-Xmx");
        assertThat(describe(137, false, false)).isEqualTo("137 (SIGKILL)");
    }

    @Test
    void aProcessThatWasKilledForWantOfMemoryIsNotTheApplicationsEnd() {
        assertThat(describe(1, true, false)).isEqualTo("1");
    }

    @Test
    void aLimitOfProcessesThatWasReachedIsToldWithTheRemedy() {
        assertThat(describe(1, false, true))
                .startsWith("1: ")
                .contains("its limit of 10 processes and threads", "raise <pids>", "-Djdock.pids", "about 20");
        assertThat(describe(0, false, true)).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "127, 127", "137, 137 (SIGKILL)", "143, 143 (SIGTERM)", "255, 255"})
    void signalsAreNamed(int status, String text) {
        assertThat(describe(status, false, false)).isEqualTo(text);
    }
}
