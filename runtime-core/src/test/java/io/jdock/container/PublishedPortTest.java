package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports as people know them from {@code docker run -p}. */
class PublishedPortTest {

    @ParameterizedTest
    @CsvSource({
        "80,                   127.0.0.1::80",
        "8080:80,              127.0.0.1:8080:80",
        ":80,                  127.0.0.1::80",
        "0.0.0.0:8080:80,      0.0.0.0:8080:80",
        "127.0.0.1::80,        127.0.0.1::80",
        "[::1]:8080:80,        [0:0:0:0:0:0:0:1]:8080:80",
        "8000-8010:80,         127.0.0.1:8000-8010:80",
        "8080:80/tcp,          127.0.0.1:8080:80",
        "65535:65535,          127.0.0.1:65535:65535",
    })
    void areReadAndWritten(String text, String written) {
        assertThat(PublishedPort.parse(text)).singleElement().hasToString(written);
        assertThat(PublishedPort.parse(written)).isEqualTo(PublishedPort.parse(text));
    }

    @Test
    void rangesOfEqualLengthGoSideBySide() {
        assertThat(PublishedPort.parse("8000-8002:80-82"))
                .extracting(PublishedPort::toString)
                .containsExactly("127.0.0.1:8000:80", "127.0.0.1:8001:81", "127.0.0.1:8002:82");
        assertThat(PublishedPort.parse("80-81"))
                .extracting(PublishedPort::toString)
                .containsExactly("127.0.0.1::80", "127.0.0.1::81");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http",
                "80:http",
                "1:2:3",
                "-1:80",
                "8080:80/",
                "host:1:2",
                "8080:0",
                "65536:80",
                "80:65536",
                "0:99999999999",
                "9-8:80",
                "8000-8002:80-81",
                "82-80",
                "0-9:80",
                "53:53/sctp",
                "1.2.3.4.5:1:2",
                "[zz]:1:2",
                "256.1.1.1:1:2"
            })
    void othersAreRefusedByName(String text) {
        assertThatThrownBy(() -> PublishedPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("publishedPorts: ");
    }

    @Test
    void takeANetworkOfTheContainersOwn() {
        assertThatThrownBy(() -> ContainerSpec.builder("true")
                        .network(NetworkMode.HOST)
                        .publish(80)
                        .build())
                .hasMessageStartingWith("publishedPorts: with the host's network");
        assertThatThrownBy(() -> ContainerSpec.builder("true")
                        .network(NetworkMode.HOST)
                        .hostLoopback(5005)
                        .build())
                .hasMessageStartingWith("hostLoopback: with the host's network");
        assertThatThrownBy(() -> ContainerSpec.builder("true").hostLoopback(0).build())
                .hasMessage("hostLoopback: 0 is no port from 1 to 65535");
    }

    @Test
    void leadInOrOut() {
        ContainerSpec.Builder spec = ContainerSpec.builder("true").hostLoopback(53);

        assertThatThrownBy(() -> spec.publish(PublishedPort.of(5353, 53)).build())
                .hasMessageStartingWith("hostLoopback: 53 is a port of the application's, which is published");
    }
}
