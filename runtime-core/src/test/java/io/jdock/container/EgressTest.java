package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostFacts;
import io.jdock.plan.Explainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a container may reach, and what is said of the rest. */
class EgressTest {
    private final Containers containers = new Containers();

    @AfterEach
    void endAll() {
        containers.close();
    }

    // ---- on a machine that has others to reach

    private record Account(String seen, String warnings) {}

    private Account visit(String mode) throws IOException {
        HostFacts host = containers.engine().host();
        assumeTrue(host.helpers().pasta().installed(), "pasta is not installed");
        assumeTrue(host.helpers().tunnels(), "/dev/net/tun is not open to everybody");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "needs ip(8), to make a machine");
        Process machine = OwnMachine.start(host, true, List.of(), Visit.class, mode);
        var warnings = Containers.readAll(machine.getErrorStream());
        String seen = new String(machine.getInputStream().readAllBytes(), UTF_8);
        return new Account(seen, new String(warnings.join(), UTF_8));
    }

    @Test
    void onlyWhatIsAllowedIsReached() throws IOException {
        Account account = visit("list");

        assertThat(account.seen()).as(account.warnings()).isEqualTo("""
                        allowed=hello from 198.51.100.2
                        byName=hello from 198.51.100.2
                        otherPort=no
                        otherAddress=no
                        rights=no
                        refused=198.51.100.2 closed 1
                        refused=2001:db8:0:0:0:0:0:2 open 1
                        """);
        assertThat(account.warnings())
                .containsPattern("was refused tcp to 198\\.51\\.100\\.2:\\d+, which its egress rules do not allow")
                .contains("was refused tcp to [2001:db8:0:0:0:0:0:2]:");
    }

    @Test
    void noneIsNothingAndNoName() throws IOException {
        Account account = visit("none");

        assertThat(account.seen()).as(account.warnings()).isEqualTo("""
                        allowed=no
                        byName=no
                        otherPort=no
                        otherAddress=no
                        rights=no
                        refused=198.51.100.2 open 1
                        refused=198.51.100.2 closed 1
                        refused=2001:db8:0:0:0:0:0:2 open 1
                        """);
        assertThat(account.warnings()).contains("was refused udp to 10.0.2.3:53");
    }

    @Test
    void onANetworkTheOthersAreReachedAllTheSame() throws IOException {
        Account account = visit("network");

        assertThat(account.seen()).as(account.warnings()).isEqualTo("""
                        allowed=no
                        byName=no
                        otherPort=no
                        otherAddress=no
                        rights=no
                        peer=10.213.0.3
                        served=hello
                        names=no
                        refused=198.51.100.2 open 1
                        refused=198.51.100.2 closed 1
                        refused=2001:db8:0:0:0:0:0:2 open 1
                        refused=10.213.0.1 53 1
                        """);
        assertThat(account.warnings()).contains("was refused tcp to 10.213.0.1:53");
    }

    /** Tries to get out. */
    static final class Visit {
        private static final String SCRIPT = """
                try() { timeout 30 bash -c 'exec 3<>/dev/tcp/$0/$1 && head -n 1 <&3' "$1" "$2" 2>/dev/null || echo no; }
                echo "allowed=$(try 198.51.100.2 $1)"
                echo "byName=$(try elsewhere.jdock.test $1)"
                echo "otherPort=$(try 198.51.100.2 $2)"
                echo "otherAddress=$(try 2001:db8::2 $1)"
                echo "rights=$(unshare --user --map-root-user ip link set lo down 2>/dev/null && echo yes || echo no)"
                """;

        private static final String ON_NETWORK = """
                echo "peer=$(getent ahostsv4 peer | sed -n '1s/ .*//p')"
                exec 3<>/dev/tcp/peer/8080 && echo hello >&3 && echo "served=$(head -n 1 <&3)"
                echo "names=$(timeout 30 bash -c 'exec 3<>/dev/tcp/10.213.0.1/53' 2>/dev/null && echo yes || echo no)"
                """;

        public static void main(String... arguments) throws Exception {
            PrivateNetworkTest.Visit.serveNames();
            int open = PrivateNetworkTest.Visit.serve(OwnMachine.ADDRESS, OwnMachine.ADDRESS_6);
            int closed = PrivateNetworkTest.Visit.serve(OwnMachine.ADDRESS);
            boolean onNetwork = arguments[0].equals("network");
            ContainerSpec.Builder spec = ContainerSpec.builder(
                            "bash", "-c", SCRIPT + (onNetwork ? ON_NETWORK : ""), "bash", "" + open, "" + closed)
                    .network(NetworkMode.PRIVATE)
                    .egress(Egress.parse(
                            List.of(arguments[0].equals("list") ? "elsewhere.jdock.test:" + open : "none")));
            try (Jdock jdock = Jdock.open()) {
                if (onNetwork) {
                    jdock.start(shell("read line").network("shop").build()); // so that the network stays
                    Container peer = jdock.start(PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "8080")
                            .network("shop", "peer")
                            .build());
                    Containers.line(peer);
                    spec.network("shop");
                }
                Container container = jdock.start(spec.build());
                System.out.print(Containers.finish(container).out());
                container.refusedConnections().stream()
                        .filter(refused -> refused.protocol().equals("tcp"))
                        .map(refused -> "refused=" + refused.address().getHostAddress() + " "
                                + (refused.port() == open
                                        ? "open"
                                        : refused.port() == closed ? "closed" : refused.port())
                                + " " + refused.count())
                        .forEach(System.out::println);
            }
            System.exit(0);
        }
    }

    // ---- bad input and plans

    @Test
    void textsAreRead() {
        assertThat(Egress.parse(List.of("repo.example:443", "[2001:db8::1]:80", "192.0.2.1:53"))
                        .allowed())
                .extracting(Object::toString)
                .containsExactly("repo.example:443", "[2001:db8::1]:80", "192.0.2.1:53");
        assertThat(Egress.parse(List.of("None"))).isEqualTo(Egress.NONE);
        for (String bad : List.of("repo.example", "repo.example:", ":80", "a b:80", "http://a:80", "2001:db8::1:80")) {
            assertThatThrownBy(() -> Egress.parse(List.of(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("egress: '" + bad + "' is not host:port");
        }
        assertThatThrownBy(() -> Egress.parse(List.of("a:70000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("egress: 70000 is no port");
    }

    @Test
    void whatCannotBeEnforcedIsRefused() {
        assertThatThrownBy(() -> shell("true")
                        .network(NetworkMode.HOST)
                        .egress(Egress.NONE)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("egress: takes a private network");
        for (String capability : List.of("NET_ADMIN", "cap_net_raw", "ALL")) {
            assertThatThrownBy(() -> shell("true")
                            .network(NetworkMode.PRIVATE)
                            .egress(Egress.NONE)
                            .addCapability(capability)
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("egress: capability " + capability + " could get round it");
        }
    }

    @Test
    void aNameThatNobodyHasIsSaid() {
        assumeTrue(containers.engine().host().outboundObstacle().isEmpty(), "nothing would go out anyway");

        assertThatThrownBy(() -> containers.start(shell("true")
                        .network(NetworkMode.PRIVATE)
                        .egress(Egress.parse(List.of("nobody.invalid:80"))))) // RFC 2606
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("allow nobody.invalid:80 (egress): this machine finds no such host");
    }

    @Test
    void thePlanTellsOfTheRules() {
        String text = Explainer.text(containers
                .engine()
                .plan(shell("true").network("shop").egress(Egress.NONE).build()));

        assertThat(text).contains("refuses what leaves, but for nothing");
    }
}
