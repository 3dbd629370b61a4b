package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.jdock.container.PublishedPort;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedPortsTest {
    private final Properties project = new Properties();
    private final Properties user = new Properties();

    private NamedPorts of(String... ports) throws ParameterException {
        return NamedPorts.of(List.of(ports), project, user);
    }

    @Test
    void aPropertyWithoutAValueGetsTheFreePortThatWasFound() throws Exception {
        NamedPorts ports = of("web.port:8080", "127.0.0.2:dns_port:53/udp");

        assertThat(ports.numbered()).containsExactly(":8080/tcp", "127.0.0.2::53/udp");
        assertThat(ports.values(List.of(
                        PublishedPort.of(40053, 53),
                        PublishedPort.of(40080, 8080),
                        PublishedPort.parse("40054:53/udp").get(0))))
                .containsExactly(entry("web.port", "40080"), entry("dns_port", "40054"));
    }

    @Test
    void aPropertyWithAValueIsThatPortAndStaysSo() throws Exception {
        project.setProperty("web.port", "8081");
        project.setProperty("admin.port", "9000");
        user.setProperty("admin.port", "9001");

        NamedPorts ports = of("web.port:8080", "[::1]:admin.port:9090");

        assertThat(ports.numbered()).containsExactly("8081:8080/tcp", "[::1]:9001:9090/tcp");
        assertThat(ports.values(List.of(PublishedPort.of(8081, 8080)))).isEmpty();
    }

    @Test
    void onTheHostsNetworkAPortIsTheApplicationsOwn() throws Exception {
        assertThat(of("web.port:8080").values(List.of())).containsExactly(entry("web.port", "8080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "8080:80",
                "127.0.0.1::80",
                "8000-8010:80",
                "5353:53/udp",
                "-",
                "localhost:80",
                "a.b:80/sctp"
            })
    void whatHasNoNameIsLeftAsItIs(String text) throws Exception {
        NamedPorts ports = of(text);

        assertThat(ports.numbered()).containsExactly(text);
        assertThat(ports.toBeSet()).isEmpty();
    }

    @Test
    void aValueThatIsNoPortIsRefused() {
        project.setProperty("web.port", "http");

        assertThatThrownBy(() -> of("web.port:8080"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("the property web.port is 'http', which is no port");
    }
}
