package io.jdock.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.ExecutableFile;
import io.jdock.program.Assembler;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What egress rules refuse in a network, while the gateway's thread does not come to it: it is never started. */
class GatewayTest {
    /** Does what it is told, and tells when that is done. */
    private static final String SETUP = """
            ip link set lo up
            ip link add eth0 type bridge
            ip link set eth0 up
            ip address add 198.51.100.2/24 dev eth0
            ip route add default dev eth0
            echo there
            while read -r line; do eval "$line" 2>/dev/null; echo done; done
            """;

    private final List<String> notices = new ArrayList<>();
    private Process network;
    private BufferedReader said;
    private Gateway gateway;

    @BeforeEach
    void makesANetworkThatNothingMayLeave() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "ip(8) is not installed");
        assumeTrue(HostProbe.probe().canMakeUserNamespace(), "needs user namespaces");
        ProcessBuilder builder =
                new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "bash", "-c", SETUP);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        network = builder.start();
        said = network.inputReader(UTF_8);
        assertThat(said.readLine()).isEqualTo("there");
        gateway = Gateway.open("test");
        gateway.begin(
                program -> ExecutableFile.inMemory(
                        "test",
                        Assembler.forArchitecture(Architecture.current()).assemble(program)),
                WayOut.NONE,
                notices::add);
        gateway.enter((int) network.pid(), List.of(), Optional.empty(), Optional.of(new EgressRules(List.of(), true)));
    }

    @AfterEach
    void endsIt() {
        if (gateway != null) {
            gateway.close();
        }
        if (network != null) {
            network.destroyForcibly();
        }
    }

    /** Returns when the attempts have failed. */
    private void inside(String script) throws IOException {
        network.outputWriter(UTF_8).append(script).append('\n').flush();
        assertThat(said.readLine()).isEqualTo("done");
    }

    private List<String> refused() {
        return gateway.refusals().stream()
                .filter(total -> total.refusal().port() != 0) // not what the kernel says by itself: IGMP
                .map(total -> total.times() + " " + total.refusal())
                .toList();
    }

    @Test
    void whoAsksAfterAnAttemptFailedLearnsOfIt() throws IOException {
        inside("echo >/dev/tcp/192.0.2.1/80; echo >/dev/tcp/192.0.2.1/80");

        assertThat(refused()).containsExactly("2 tcp to 192.0.2.1:80");

        inside("echo >/dev/udp/192.0.2.1/123");

        assertThat(refused()).containsExactly("2 tcp to 192.0.2.1:80", "1 udp to 192.0.2.1:123");
        assertThat(notices)
                .filteredOn(notice -> notice.contains("192.0.2.1"))
                .containsExactly(
                        "was refused tcp to 192.0.2.1:80, which its egress rules do not allow",
                        "was refused udp to 192.0.2.1:123, which its egress rules do not allow");
    }

    @Test
    void whatWaitsAtTheEndIsKept() throws IOException {
        inside("echo >/dev/tcp/192.0.2.1/80");

        gateway.close();

        assertThat(refused()).containsExactly("1 tcp to 192.0.2.1:80");
    }

    @Test
    void afterMoreThanTheKernelKeepsTheNextIsHeardAgain() throws IOException {
        inside("for i in {1..5000}; do echo >/dev/udp/192.0.2.1/123; done");
        assertThat(refused()).hasSize(1);

        inside("echo >/dev/tcp/192.0.2.1/80");

        assertThat(refused()).hasSize(2).contains("1 tcp to 192.0.2.1:80");
    }
}
