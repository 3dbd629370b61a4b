package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopbackPortsTest {
    @Test
    void areNumbers() throws Exception {
        assertThat(LoopbackPorts.parseAll("hostLoopback", List.of("5432", " 1 ", "65535")))
                .containsExactly(5432, 1, 65535);
    }

    @ParameterizedTest
    @CsvSource({
        "db, is no port; write its number alone",
        "5432:5432, is no port; write its number alone",
        "-1, is no port; write its number alone",
        "'', is no port; write its number alone",
        "0, is not in 1 to 65535",
        "65536, is not in 1 to 65535"
    })
    void othersAreRefused(String text, String problem) {
        assertThatThrownBy(() -> LoopbackPorts.parseAll("hostLoopback", List.of(text)))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'hostLoopback' (-Djdock.hostLoopback): '" + text + "' " + problem);
    }

    @Test
    void areDifferent() {
        assertThatThrownBy(() -> LoopbackPorts.parseAll("hostLoopback", List.of("5432", "80", "05432")))
                .isInstanceOf(ParameterException.class)
                .hasMessageEndingWith("'05432' is given twice");
    }
}
