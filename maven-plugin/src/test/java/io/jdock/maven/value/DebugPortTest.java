package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", ""})
    void withoutAPortItIs5005(String text) throws Exception {
        assertThat(DebugPort.parse("debug", text)).hasValue(5005);
    }

    @Test
    void aPortIsTaken() throws Exception {
        assertThat(DebugPort.parse("debug", "8000")).hasValue(8000);
    }

    @Test
    void falseMeansNoDebugging() throws Exception {
        assertThat(DebugPort.parse("debug", "false")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "yes", "*:5005"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> DebugPort.parse("debug", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'debug' (-Djdock.debug): '" + text + "' is n");
    }
}
