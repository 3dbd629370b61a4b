package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpusTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.01", "0.5", "1", "1.5", "64"})
    void numbersMayHaveFractions(String text) throws Exception {
        assertThat(Cpus.parse("cpus", text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.001", "100001", "1e9"})
    void shareThatTheKernelCannotGrantIsRefused(String text) {
        assertThatThrownBy(() -> Cpus.parse("cpus", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'" + text + "' is not between 0.01 and 100000 processors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two", "1,5", "0-3"})
    void textIsRefused(String text) {
        assertThatThrownBy(() -> Cpus.parse("cpus", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("is no number of processors");
    }
}
