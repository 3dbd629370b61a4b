package io.jdock.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostFacts;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import io.jdock.network.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a container reaches that root starts on a machine that forwards packets, with another machine on its wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutedNetworkTest {
    private final Containers containers = new Containers();
    private final Map<String, Account> accounts = new HashMap<>();

    @AfterAll
    void endAll() {
        containers.close();
    }

    private Account account(Class<?> visit) throws IOException {
        HostFacts host = containers.engine().host();
        assumeTrue(host.privileged(), "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "needs ip(8), to make a machine");
        Account known = accounts.get(visit.getName());
        if (known == null) {
            known = Account.of(OwnMachine.start(host, OwnMachine.Kind.FORWARDS, List.of(), visit));
            accounts.put(visit.getName(), known);
        }
        return known;
    }

    @Test
    void otherMachinesAreReachedByTheMachinesOwnAddress() throws IOException {
        Account account = account(Visit.class);

        assertThat(account.of("tcp")).as(account.warnings()).isEqualTo("hello to 198.51.100.2");
        assertThat(account.of("tcp6")).isEqualTo("hello to 2001:db8:0:0:0:0:0:2");
    }

    @Test
    void noProgramCarriesThePackets() throws IOException {
        assertThat(account(Visit.class).of("programs")).isEqualTo("0");
    }

    @Test
    void namesAreResolvedByTheMachinesNameServer() throws IOException {
        assertThat(account(Visit.class).of("name")).isEqualTo("198.51.100.2");
        assertThat(account(Visit.class).of("resolver")).isEqualTo("nameserver 10.0.2.3 search jdock.test");
    }

    @Test
    void theMachinesLoopbackInterfaceIsOutOfReach() throws IOException {
        assertThat(account(Visit.class).of("loopback")).isEqualTo("no");
        assertThat(account(Visit.class).of("gateway")).isEqualTo("no");
    }

    @Test
    void containersDoNotReachEachOther() throws IOException {
        assertThat(account(Visit.class).of("neighbour")).isEqualTo("no");
    }

    @Test
    void onlyPublishedPortsLeadIn() throws IOException {
        assertThat(account(Visit.class).of("published")).isEqualTo("served");
        assertThat(account(Visit.class).of("unpublished")).isEqualTo("no");
        assertThat(account(Visit.class).of("fromTheWire")).isEqualTo("no");
    }

    @Test
    void networksWithNamesAreConnectedAlike() throws IOException {
        Account account = account(Visit.class);

        assertThat(account.of("shopTcp")).as(account.warnings()).isEqualTo("hello to 198.51.100.2");
        assertThat(account.of("shopTcp6")).isEqualTo("hello to 2001:db8:0:0:0:0:0:2");
        assertThat(account.of("shopName")).isEqualTo("198.51.100.2");
    }

    @Test
    void egressRulesHoldHereToo() throws IOException {
        Account account = account(Visit.class);

        assertThat(account.of("allowed")).as(account.warnings()).isEqualTo("hello to 198.51.100.2");
        assertThat(account.of("forbidden")).isEqualTo("no");
        assertThat(account.of("silent")).isEqualTo("no");
        assertThat(account.warnings())
                .contains("was refused tcp to [2001:db8:0:0:0:0:0:1]:")
                .contains("was refused udp to 10.0.2.3:53");
    }

    @Test
    void nothingIsLeft() throws IOException {
        assertThat(account(Visit.class).of("left")).isEqualTo("[]");
    }

    @Test
    void aKilledOwnerLeavesNothing() throws IOException {
        assertThat(account(Visit.class).of("withOwner")).contains("jdock").contains("table jdock-");
        assertThat(account(Visit.class).of("afterKill")).isEqualTo("[]");
    }

    @Test
    void anOwnerThatRunsOutOfMemoryLeavesNothing() throws IOException {
        assertThat(account(Visit.class).of("withSmallOwner")).contains("jdock").contains("table jdock-");
        assertThat(account(Visit.class).of("afterOutOfMemory")).isEqualTo("[]");
    }

    @Test
    void whereAnotherFilterLetsNothingPassAProgramServes() throws IOException {
        assumeTrue(containers.engine().host().helpers().pasta().installed(), "pasta is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/iptables")), "needs iptables(8), for other filters");

        Account account = account(Filtered.class);

        assertThat(account.of("tcp")).as(account.warnings()).isEqualTo("hello to 198.51.100.2");
        assertThat(account.of("programs")).isEqualTo("1");
        assertThat(account.of("left")).isEqualTo("[]");
    }

    // ---- in the machine

    private static final String TRIES = """
            try() { timeout ${3:-30} bash -c 'exec 3<>/dev/tcp/$0/$1 && head -n 1 <&3' "$1" "$2" 2>/dev/null || echo no; }
            """;

    private static ContainerSpec.Builder bash(String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", TRIES + script, "bash"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return ContainerSpec.builder().command(command).network(NetworkMode.PRIVATE);
    }

    /** Interfaces and tables of filters that are jdock's. */
    private static List<String> ours() throws IOException {
        List<String> found = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (each.getName().startsWith(Router.PREFIX)) {
                found.add(each.getName());
            }
        }
        try (Netlink netlink = Netlink.open(Netlink.NETFILTER)) {
            NetlinkMessage question = NetlinkMessage.request(
                            10 << 8 | 1, NetlinkMessage.ALL, "list the tables of filters") // NFT_MSG_GETTABLE
                    .structure((byte) 0, (byte) 0, (byte) 0, (byte) 0);
            for (ByteBuffer table : netlink.list(question)) {
                String name = new String(Netlink.attribute(table, 4, 1).orElseThrow(), US_ASCII).strip();
                if (name.startsWith(Router.PREFIX)) {
                    found.add("table " + name.replace("\0", ""));
                }
            }
        } catch (KernelException e) {
            throw new IOException(e);
        }
        return found;
    }

    /** The kernel takes an interface away some time after its namespace has ended. */
    private static List<String> left() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!ours().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return ours();
    }

    private static long programs() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> PrivateNetworkTest.command(process).contains("pasta"))
                .count();
    }

    private static void tell(Jdock jdock, ContainerSpec.Builder spec) throws IOException {
        System.out.print(Containers.finish(jdock.start(spec.build())).out());
    }

    /** Looks round in containers on the machine. */
    static final class Visit {
        public static void main(String... arguments) throws Exception {
            PrivateNetworkTest.Visit.serveNames();
            int closed = PrivateNetworkTest.Visit.serve("127.0.0.1");
            OwnMachine.Neighbour neighbour = OwnMachine.neighbour();
            try (Jdock jdock = Jdock.open()) {
                Container server = jdock.start(PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "8080")
                        .network(NetworkMode.PRIVATE)
                        .publish(8080)
                        .build());
                Containers.line(server);
                String address = addressInside(server);
                published(server, address);
                System.out.println("fromTheWire=" + neighbour.tryTo(address, 8080));
                tell(jdock, bash("""
                                echo "tcp=$(try 198.51.100.1 $1)"
                                echo "tcp6=$(try 2001:db8::1 $1)"
                                echo "loopback=$(try 127.0.0.1 $2 1)"
                                echo "gateway=$(try $4 $2 1)"
                                echo "neighbour=$(timeout 1 bash -c 'exec 3<>/dev/tcp/$0/8080' $3 && echo yes || echo no)"
                                echo "name=$(getent ahostsv4 elsewhere.jdock.test | sed -n '1s/ .*//p')"
                                echo "resolver=$(echo $(cat /etc/resolv.conf))"
                                """, neighbour.port(), closed, address, gateway(address)));
                tell(jdock, bash("""
                                echo "shopTcp=$(try 198.51.100.1 $1)"
                                echo "shopTcp6=$(try 2001:db8::1 $1)"
                                echo "shopName=$(getent ahostsv4 elsewhere.jdock.test | sed -n '1s/ .*//p')"
                                """, neighbour.port()).network("shop"));
                tell(
                        jdock,
                        bash("""
                                echo "allowed=$(try 198.51.100.1 $1)"
                                echo "forbidden=$(try 2001:db8::1 $1)"
                                """, neighbour.port()).egress(Egress.parse(List.of("198.51.100.1:" + neighbour.port()))));
                tell(
                        jdock,
                        bash("echo silent=$(getent ahostsv4 elsewhere.jdock.test || echo no)")
                                .egress(Egress.NONE));
                System.out.println("programs=" + programs());
            }
            System.out.println("left=" + left());
            killedOwner();
            ownerOutOfMemory();
            System.exit(0);
        }

        private static void published(Container server, String address) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.hostPort(8080))) {
                socket.getOutputStream().write("served\n".getBytes(UTF_8));
                socket.shutdownOutput();
                System.out.print(
                        "published=" + new String(socket.getInputStream().readAllBytes(), UTF_8));
            }
            System.out.println("unpublished=" + OwnMachine.tryTo(List.of(), address, 8080));
        }

        private static String addressInside(Container container) throws IOException {
            return Containers.finish(container.exec(
                            ExecSpec.of("sh", "-c", "ip -4 -o address show eth0 | sed 's/.*inet //; s,/.*,,'")))
                    .text();
        }

        /** The first of four addresses, of which the container has the second. */
        private static String gateway(String address) {
            int dot = address.lastIndexOf('.') + 1;
            return address.substring(0, dot) + (Integer.parseInt(address.substring(dot)) - 1);
        }

        private static void killedOwner() throws IOException {
            Process owner = OtherJvm.start(PrivateNetworkTest.Owner.class);
            try {
                Containers.line(owner);
                System.out.println("withOwner=" + ours());
            } finally {
                owner.destroyForcibly();
            }
            System.out.println("afterKill=" + left());
        }

        private static void ownerOutOfMemory() throws IOException {
            Process owner = OtherJvm.start(
                    List.of("/usr/bin/env", "JDK_JAVA_OPTIONS=-Xmx24m -XX:+ExitOnOutOfMemoryError"),
                    OwnersEndTest.Owner.class);
            try {
                Containers.line(owner);
                System.out.println("withSmallOwner=" + ours());
                Containers.say(owner, "use all memory");
                Containers.await(owner);
            } finally {
                owner.destroyForcibly();
            }
            System.out.println("afterOutOfMemory=" + left());
        }
    }

    /** The same where a filter of the machine's throws all away that is forwarded. */
    static final class Filtered {
        public static void main(String... arguments) throws Exception {
            OwnMachine.Neighbour neighbour = OwnMachine.neighbour();
            OwnMachine.run("iptables", "--policy", "FORWARD", "DROP");
            try (Jdock jdock = Jdock.open()) {
                Container container =
                        jdock.start(bash("echo \"tcp=$(try 198.51.100.1 $1)\"; read -r line", neighbour.port())
                                .build());
                System.out.println(Containers.line(container));
                System.out.println("programs=" + programs());
            }
            System.out.println("left=" + left());
            System.exit(0);
        }
    }
}
