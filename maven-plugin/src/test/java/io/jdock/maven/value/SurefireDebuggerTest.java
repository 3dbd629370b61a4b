package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurefireDebuggerTest {
    private static final String AGENT = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=";

    @ParameterizedTest
    @ValueSource(strings = {"", "true"})
    void theCustomaryPortNeedsNoWord(String text) {
        assertThat(SurefireDebugger.port(text)).hasValue(5005);
    }

    @ParameterizedTest
    @CsvSource({"8000, 8000", "localhost:8000, 8000", "*:8001, 8001", "127.0.0.1:9 -Xmx1g, 9"})
    void othersAreInTheArgumentsOfTheJvm(String address, int port) {
        assertThat(SurefireDebugger.port(AGENT + address)).hasValue(port);
    }

    @Test
    void aJvmThatConnectsToADebuggerListensNowhere() {
        assertThat(SurefireDebugger.port("-agentlib:jdwp=transport=dt_socket,server=n,address=localhost:8000"))
                .isEmpty();
    }
}
