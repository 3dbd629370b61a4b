package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Counts, where there is no screen, that the tests with windows have not run: the build leaves them out then. */
class ScreenTest {
    @Test
    @EnabledIfEnvironmentVariable(
            named = "DISPLAY",
            matches = ".+",
            disabledReason = "needs a screen: the tests with windows (*UiTest) do not run")
    void windowsCanBeShown() {
        assertThat(System.getenv("DISPLAY")).isNotBlank();
    }
}
