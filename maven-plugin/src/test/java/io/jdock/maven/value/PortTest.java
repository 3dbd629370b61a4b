package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortTest {
    @ParameterizedTest
    @CsvSource({
        "80, , 0, 80, TCP",
        "8080:80, , 8080, 80, TCP",
        "127.0.0.1:8080:80, 127.0.0.1, 8080, 80, TCP",
        "localhost::80, localhost, 0, 80, TCP",
        "[::1]:8080:80, ::1, 8080, 80, TCP",
        "5353:53/udp, , 5353, 53, UDP",
        "53/TCP, , 0, 53, TCP",
    })
    void addressAndHostPortAreOptional(String text, String address, int host, int container, Port.Protocol protocol)
            throws Exception {
        assertThat(Port.parse("ports", text))
                .isEqualTo(new Port(Optional.ofNullable(address), host, container, protocol));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "80:", "8080:80/sctp", "::1:8080:80", "8000-8010:80", "1:2:3:4"})
    void otherTextIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> Port.parse("ports", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'ports' (-Djdock.ports): '" + text + "' is no port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "80:0", "0:80", "99999999999:80"})
    void numbersThatAreNoPortsAreRefused(String text) {
        assertThatThrownBy(() -> Port.parse("ports", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("which is not in 1 to 65535");
    }
}
