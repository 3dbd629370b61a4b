package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostFacts;
import io.jdock.kernel.OpenDescriptors;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.plan.Explainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are on a network together. */
class NamedNetworkTest {
    private static final String NETWORK = "shop";

    private final Containers containers = new Containers();

    @AfterEach
    void endAll() {
        containers.close();
    }

    private Container startEcho(String... aliases) throws IOException {
        Container server = containers.start(PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "8080")
                .network(NETWORK, aliases));
        assertThat(Containers.line(server)).isEqualTo("listens");
        return server;
    }

    private static ContainerSpec.Builder bash(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        command.addAll(List.of(arguments));
        return ContainerSpec.builder().command(command).network(NETWORK);
    }

    /** What comes back from a server, or an error. */
    private Containers.Result ask(String host) throws IOException {
        return containers.run(bash("exec 3<>\"/dev/tcp/$1/8080\" && echo hello >&3 && head -n 1 <&3", host));
    }

    private String resolved(String name) throws IOException {
        Containers.Result result = containers.run(bash("getent ahostsv4 \"$1\" | sed -n '1s/ .*//p'", name));
        return result.text();
    }

    // ---- names

    @Test
    void containersReachEachOtherByTheirNames() throws IOException {
        Container server = startEcho("db", "database");

        assertThat(ask("db").text()).isEqualTo("hello");
        assertThat(ask("DataBase").text()).isEqualTo("hello");
        assertThat(ask(server.id()).text()).isEqualTo("hello");
    }

    @Test
    void theyReachEachOtherByIpv6() throws IOException {
        Container server = startEcho();
        assumeTrue(server.addresses().size() == 2, "this machine has no IPv6");

        assertThat(ask(server.addresses().get(1).getHostAddress()).text()).isEqualTo("hello");
    }

    @Test
    void aHostNameIsAName() throws IOException {
        Container server = containers.start(shell("read line").network(NETWORK).hostname("printer"));

        assertThat(resolved("printer")).isEqualTo(address(server));
    }

    @Test
    void severalCanHaveOneName() throws IOException {
        Container one = containers.start(shell("read line").network(NETWORK, "worker"));
        Container other = containers.start(shell("read line").network(NETWORK, "worker"));

        Containers.Result result = containers.run(bash("getent ahostsv4 worker | grep STREAM | sed 's/ .*//'"));

        assertThat(result.lines()).containsExactlyInAnyOrder(address(one), address(other));
    }

    @Test
    void anAddressHasTheNameOfTheContainer() throws IOException {
        Container server = containers.start(shell("read line").network(NETWORK, "db"));

        Containers.Result result = containers.run(bash("getent hosts \"$1\"", address(server)));

        assertThat(result.text()).matches(address(server) + " +db");
    }

    @Test
    void whoHasEndedHasNoName() throws IOException {
        Container server = containers.start(shell("read line").network(NETWORK, "db"));
        Container witness = containers.start(bash("read line; getent ahostsv4 db || echo nobody"));
        server.destroyForcibly();
        server.onExit().join();

        Containers.say(witness, "go on");

        assertThat(Containers.finish(witness).text()).isEqualTo("nobody");
    }

    // ---- walls

    @Test
    void otherNetworksAreOutOfReach() throws IOException {
        Container server = startEcho("db");

        Containers.Result byAddress =
                containers.run(bash("timeout 1 bash -c 'exec 3<>\"/dev/tcp/$0/8080\"' \"$1\"", address(server))
                        .network("another"));
        Containers.Result byName = containers.run(bash("getent ahostsv4 db").network("another"));

        assertThat(byAddress.status()).isNotZero();
        assertThat(byName.status()).isNotZero();
    }

    /** As two builds do at the same time. */
    @Test
    void networksOfTwoEnginesWithOneNameAreTwo() throws IOException {
        startEcho("db");
        try (Containers others = new Containers()) {
            Containers.Result result = others.run(bash("getent ahostsv4 db || echo nobody"));

            assertThat(result.text()).isEqualTo("nobody");
        }
        assertThat(ask("db").text()).isEqualTo("hello");
    }

    @Test
    void publishedPortsLeadIn() throws IOException {
        Container server = containers.start(PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "8080")
                .network(NETWORK)
                .publish(8080));
        assertThat(Containers.line(server)).isEqualTo("listens");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.hostPort(8080))) {
            socket.getOutputStream().write("in".getBytes(UTF_8));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("in");
        }
    }

    /** Where ranges of ids are mapped, that is done in the user namespace of the network. */
    @Test
    void aContainerIsAsItWouldBeElsewhere(@TempDir Path temporary) throws IOException {
        Rootfs rootfs = Rootfs.in(temporary);
        for (String place : List.of("proc", "sys", "dev", "etc")) {
            rootfs.directory(place);
        }
        String script =
                "cat /proc/self/uid_map /proc/self/gid_map; : >/file && stat -c '%u %g' /file; id -u; grep Cap /proc/self/status";
        ContainerSpec.Builder spec = shell(script).root(rootfs.as(RootFileSystem.Access.THROW_AWAY));

        List<String> elsewhere = containers.run(spec).lines();
        List<String> here = containers.run(spec.network(NETWORK)).lines();

        assertThat(here).isEqualTo(elsewhere);
    }

    @Test
    void furtherProcessesAreOnTheNetworkToo() throws Exception {
        startEcho("db");
        Container container = containers.start(bash("read line"));

        ContainerProcess process = container.exec(
                ExecSpec.of("bash", "-c", "exec 3<>/dev/tcp/db/8080 && echo hello >&3 && head -n 1 <&3"));

        assertThat(Containers.finish(process).text()).isEqualTo("hello");
    }

    // ---- ends

    @Test
    void nothingIsLeftOfANetwork() throws IOException {
        startEcho("warm").destroyForcibly();
        containers.engine().close();
        long processes = ProcessHandle.current().descendants().count();
        int descriptors = OpenDescriptors.count();

        try (Containers others = new Containers()) {
            for (int i = 0; i < 3; i++) {
                others.run(shell("true").network(NETWORK));
            }
        }

        OpenDescriptors.awaitAtMost(descriptors);
        assertThat(ProcessHandle.current().descendants().count()).isEqualTo(processes);
    }

    @Test
    void aKilledOwnerLeavesNothing() throws IOException {
        Process owner = OtherJvm.start(List.of(), Owner.class);
        List<ProcessHandle> left;
        try {
            assertThat(Containers.line(owner)).isEqualTo("runs");
            left = owner.descendants().toList();
            assertThat(left)
                    .anyMatch(process -> PrivateNetworkTest.command(process).startsWith("jdock-network"));
        } finally {
            owner.destroyForcibly();
        }
        left.forEach(process -> process.onExit().join());
    }

    @Test
    void whatCannotStartLeavesNoNetwork() throws IOException {
        int descriptors = OpenDescriptors.count();
        long processes = ProcessHandle.current().descendants().count();

        assertThatThrownBy(() -> containers.start(
                        ContainerSpec.builder("/no/such/program").network(NETWORK)))
                .isInstanceOf(ContainerException.class);

        OpenDescriptors.awaitAtMost(descriptors + 1); // the program that is kept for the next time
        assertThat(ProcessHandle.current().descendants().count()).isEqualTo(processes);
    }

    @Test
    void manyAreOnOneNetwork() throws IOException {
        List<Container> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(containers.start(shell("read line").network(NETWORK, "member" + i)));
        }
        String names = IntStream.range(0, 50).mapToObj(i -> "member" + i).reduce("", (a, b) -> a + " " + b);

        Containers.Result result =
                containers.run(bash("for i in $1; do getent ahostsv4 $i | sed -n '1s/ .*//p'; done", names));

        assertThat(result.lines())
                .isEqualTo(all.stream().map(NamedNetworkTest::address).toList());
    }

    // ---- bad input and plans

    @Test
    void badNamesAreRefused() {
        assertThatThrownBy(() -> shell("true").network("a b").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: 'a b' is no name of a network");
        assertThatThrownBy(() -> shell("true").network("a", "-b").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aliases: '-b' is no name of a host");
        assertThatThrownBy(() -> shell("true").network(NetworkMode.NAMED).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: a named network has a name");
        assertThatThrownBy(() -> shell("true")
                        .network("a")
                        .share(LinuxNamespaceType.NETWORK)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: a container with the host's network is on no other one");
    }

    @Test
    void thePlanTellsOfTheNetwork() {
        HostFacts host = containers.engine().host();

        String text = Explainer.text(
                containers.engine().plan(shell("true").network(NETWORK).build()));

        assertThat(text).contains("lays a cable to network shop", "write /etc/resolv.conf");
        assertThat(text.contains("enter the user namespace of the container's network"))
                .isEqualTo(!host.privileged());
    }

    private static String address(Container container) {
        return container.addresses().get(0).getHostAddress();
    }

    // ---- other machines

    @Test
    void otherMachinesAreReachedAndTheirNamesAskedFor() throws Exception {
        HostFacts host = containers.engine().host();
        assumeTrue(host.helpers().pasta().installed(), "pasta is not installed");
        assumeTrue(host.helpers().tunnels(), "/dev/net/tun is not open to everybody");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "needs ip(8), to make a machine");

        Process machine = OwnMachine.start(host, true, List.of(), Visit.class);
        var warnings = Containers.readAll(machine.getErrorStream());
        Map<String, String> seen = new HashMap<>();
        new String(machine.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(parts -> seen.put(parts[0], parts[1]));

        assertThat(seen)
                .as(new String(warnings.join(), UTF_8))
                .containsEntry("tcp", "hello from 198.51.100.2")
                .containsEntry("tcp6", "hello from 2001:db8:0:0:0:0:0:2")
                .containsEntry("name", "198.51.100.2")
                .containsEntry("peer", "10.213.0.3")
                .containsEntry("loopback", "no")
                .containsEntry("gateway", "no")
                .containsEntry("after", "no")
                .containsEntry("peerAfter", "10.213.0.3")
                .containsEntry("left", "0");
        assertThat(new String(warnings.join(), UTF_8))
                .contains("network shop has lost its way out: pasta has ended")
                .doesNotContain("Exception");
    }

    /** Starts a container and stays. */
    static final class Owner {
        public static void main(String... arguments) throws IOException {
            Jdock.open().start(bash("read line").build());
            System.out.println("runs");
            System.in.read();
        }
    }

    /** Looks round in a container on the machine. */
    static final class Visit {
        private static final String SCRIPT = """
                try() { timeout ${3:-30} bash -c 'exec 3<>/dev/tcp/$0/$1 && head -n 1 <&3' "$1" "$2" 2>/dev/null || echo no; }
                find() { getent ahostsv4 "$1" | sed -n '1s/ .*//p'; }
                read -r line
                echo "tcp=$(try 198.51.100.2 $1)"
                echo "tcp6=$(try 2001:db8::2 $1)"
                echo "loopback=$(try 127.0.0.1 $2 1)"
                echo "gateway=$(try 10.213.0.1 $2 1)"
                echo "name=$(find elsewhere.jdock.test)"
                echo "peer=$(find peer)"
                echo ready
                read -r line
                echo "after=$(try 198.51.100.2 $1 1)"
                echo "peerAfter=$(find peer)"
                """;

        public static void main(String... arguments) throws Exception {
            PrivateNetworkTest.Visit.serveNames();
            int open = PrivateNetworkTest.Visit.serve(OwnMachine.ADDRESS, OwnMachine.ADDRESS_6);
            int closed = PrivateNetworkTest.Visit.serve("127.0.0.1");
            ProcessHandle self = ProcessHandle.current();
            try (Jdock jdock = Jdock.open()) {
                Container container =
                        jdock.start(bash(SCRIPT, "" + open, "" + closed).build());
                jdock.start(bash("read line").network(NETWORK, "peer").build());
                Containers.say(container, "go on");
                String line = Containers.line(container);
                while (!line.equals("ready")) {
                    System.out.println(line);
                    line = Containers.line(container);
                }
                ProcessHandle helper = self.descendants()
                        .filter(process -> PrivateNetworkTest.command(process).contains("pasta"))
                        .findFirst()
                        .orElseThrow();
                helper.destroyForcibly();
                helper.onExit().join();
                Containers.say(container, "go on");
                System.out.println(Containers.line(container));
                System.out.println(Containers.line(container));
                container.waitFor();
            }
            System.out.println("left=" + self.descendants().count());
            System.exit(0);
        }
    }
}
