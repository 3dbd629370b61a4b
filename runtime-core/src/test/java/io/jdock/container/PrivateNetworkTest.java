package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HelperTool;
import io.jdock.host.HostFacts;
import io.jdock.network.UserModeNetwork.Kind;
import io.jdock.plan.Explainer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** What a container with a private network reaches, on a machine of its own, through each of the programs that serve. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateNetworkTest {
    private static final Path TUN = Path.of("/dev/net/tun");

    private static final String SILENT = """
            #!/bin/sh
            for word; do
                shift
                case $word in /proc/self/fd/1) word=/dev/null ;; esac
                set -- "$@" "$word"
            done
            exec %s "$@"
            """;

    private final Containers containers = new Containers();
    private final Map<Kind, Account> accounts = new EnumMap<>(Kind.class);

    @AfterAll
    void endAll() {
        containers.close();
    }

    private Account account(Kind kind) throws IOException {
        requireHelper(kind);
        Account known = accounts.get(kind);
        if (known == null) {
            known = Account.of(start(kind, true, Visit.class, kind.label()));
            accounts.put(kind, known);
        }
        return known;
    }

    private void requireHelper(Kind kind) {
        HostFacts host = containers.engine().host();
        HelperTool tool =
                kind == Kind.PASTA ? host.helpers().pasta() : host.helpers().slirp4netns();
        assumeTrue(tool.installed(), kind.label() + " is not installed");
        assumeTrue(
                host.helpers().tunnels(), TUN + " is not open to everybody, as udev would have it: chmod 666 " + TUN);
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "needs ip(8), to make a machine");
    }

    private Process start(Kind kind, boolean routes, Class<?> main, String... arguments) throws IOException {
        List<String> hidden =
                kind == Kind.SLIRP4NETNS ? pastas(containers.engine().host()) : List.of();
        return OwnMachine.start(containers.engine().host(), routes, hidden, main, arguments);
    }

    /** The program, and the one that it is executed by on processors that can do less. */
    private static List<String> pastas(HostFacts host) {
        return host.helpers().pasta().path().stream()
                .flatMap(path -> Stream.of(path, path.resolveSibling("pasta")))
                .distinct()
                .map(Path::toString)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void otherMachinesAreReached(Kind kind) throws IOException {
        assertThat(account(kind).of("tcp")).as(account(kind).warnings()).isEqualTo("hello from 198.51.100.2");
    }

    @ParameterizedTest
    @EnumSource
    void namesAreResolvedByTheHostsNameServer(Kind kind) throws IOException {
        assertThat(account(kind).of("name")).isEqualTo("198.51.100.2");
    }

    @Test
    void machinesAreReachedByTheirIpv6Address() throws IOException {
        assertThat(account(Kind.PASTA).of("tcp6")).isEqualTo("hello from 2001:db8:0:0:0:0:0:2");
    }

    @ParameterizedTest
    @EnumSource
    void theHostsLoopbackInterfaceIsOutOfReach(Kind kind) throws IOException {
        assertThat(account(kind).of("loopback")).isEqualTo("no");
        assertThat(account(kind).of("gateway")).isEqualTo("no");
        assertThat(account(kind).of("gateway6")).isEqualTo("no");
    }

    @ParameterizedTest
    @EnumSource
    void searchListsAndOptionsAreTheHosts(Kind kind) throws IOException {
        assertThat(account(kind).of("resolver")).isEqualTo("nameserver 10.0.2.3 search jdock.test");
    }

    @ParameterizedTest
    @EnumSource
    void publishedPortsWorkBeside(Kind kind) throws IOException {
        assertThat(account(kind).of("published")).isEqualTo("served");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramHasNoRightsOnTheHost(Kind kind) throws IOException {
        assertThat(account(kind).of("rights")).isEqualTo("confined");
    }

    @ParameterizedTest
    @EnumSource
    void whenTheProgramIsKilledThatIsSaidAndTheContainerGoesOn(Kind kind) throws IOException {
        assertThat(account(kind).of("after")).isEqualTo("no");
        assertThat(account(kind).warnings())
                .contains("has lost its way out: " + kind.label() + " has ended")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftWhenTheContainerHasEnded(Kind kind) throws IOException {
        assertThat(account(kind).of("left")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void aKilledOwnerLeavesNothing(Kind kind) throws IOException {
        requireHelper(kind);
        Process machine = start(kind, true, Owner.class);
        List<ProcessHandle> left;
        try {
            assertThat(Containers.line(machine)).isEqualTo("runs");
            left = machine.descendants().toList();
            assertThat(left).anyMatch(process -> isHelper(process, kind));
        } finally {
            machine.destroyForcibly();
        }
        left.forEach(process -> process.onExit().join());
    }

    /** pasta is busy with itself for some time before it says that it is ready. This one never does. */
    @Test
    @Timeout(
            value = 2,
            unit = TimeUnit.MINUTES,
            threadMode = ThreadMode.SEPARATE_THREAD) // a start that hangs is a failure
    void theContainerGoesOnWhenItHasARoute(@TempDir Path programs) throws IOException {
        requireHelper(Kind.PASTA);
        HostFacts host = containers.engine().host();
        Path silent = Files.writeString(
                programs.resolve("pasta"),
                SILENT.formatted(host.helpers().pasta().path().orElseThrow()));
        Files.setPosixFilePermissions(silent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));

        Account account = Account.of(OwnMachine.start(host, programs, Lonely.class));

        assertThat(account.of("ran")).isEqualTo("yes");
        assertThat(account.warnings()).doesNotContain("way out");
    }

    /** pasta wants an interface with a route. */
    @Test
    void withoutARouteTheContainerRunsAndItIsSaid() throws IOException {
        requireHelper(Kind.PASTA);

        Account account = Account.of(start(Kind.PASTA, false, Lonely.class));

        assertThat(account.of("ran")).isEqualTo("yes");
        assertThat(account.warnings()).contains("has no way out: pasta could not be started (");
    }

    @Test
    void withoutAProgramTheContainerRunsAndTheRemedyIsSaid() throws IOException {
        HostFacts host = containers.engine().host();
        List<String> all = new ArrayList<>(pastas(host));
        host.helpers().slirp4netns().path().map(Path::toString).ifPresent(all::add);

        Account account = Account.of(OwnMachine.start(host, true, all, Lonely.class));

        assertThat(account.of("ran")).isEqualTo("yes");
        assertThat(account.warnings())
                .contains("reaches no other machine: neither pasta nor slirp4netns is installed")
                .contains("apt-get install passt");
    }

    // ---- files and plans, on this machine

    private void requireOutbound() {
        containers.engine().host().outboundObstacle().ifPresent(obstacle -> {
            throw new TestAbortedException(obstacle.what());
        });
    }

    /** Images often have a link there that leads into what only a running system has. */
    @ParameterizedTest
    @EnumSource(RootFileSystem.Access.class)
    void theRootsOwnResolverFileStaysAsItIs(RootFileSystem.Access access, @TempDir Path temporary) throws IOException {
        requireOutbound();
        Rootfs rootfs = Rootfs.in(temporary).file("etc/resolv.conf", "nameserver 192.0.2.1\n");
        for (String place : List.of("proc", "sys", "dev")) {
            rootfs.directory(place);
        }

        Containers.Result result = containers.run(
                shell("cat /etc/resolv.conf").root(rootfs.as(access)).network(NetworkMode.PRIVATE));

        assertThat(result.text()).startsWith("nameserver 10.0.2.3");
        assertThat(rootfs.path().resolve("etc/resolv.conf")).hasContent("nameserver 192.0.2.1\n");
    }

    /** With root and without id-mapped layers, the container's root may not change what belongs to the host's. */
    @Test
    void aLinkThatLeadsNowhereIsReplacedInsideOnlyOrLeftAlone(@TempDir Path temporary) throws IOException {
        requireOutbound();
        Rootfs rootfs = Rootfs.in(temporary).link("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
        HostFacts host = containers.engine().host();
        boolean own = !host.caller().canMakeNamespaces() || host.kernel().atLeast(5, 19);

        Containers.Result result = containers.run(shell("cat /etc/resolv.conf || echo none")
                .root(rootfs.as(RootFileSystem.Access.THROW_AWAY))
                .network(NetworkMode.PRIVATE));

        assertThat(result.text()).startsWith(own ? "nameserver 10.0.2.3" : "none");
        assertThat(rootfs.path().resolve("etc/resolv.conf")).isSymbolicLink();
    }

    @Test
    void aResolverFileOfTheUsersIsLeftAlone(@TempDir Path temporary) throws IOException {
        requireOutbound();
        Path own = Files.writeString(temporary.resolve("own"), "nameserver 192.0.2.7\n");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));

        Containers.Result result = containers.run(shell("cat /etc/resolv.conf")
                .volume(new Volume(own, Path.of("/etc/resolv.conf"), true))
                .network(NetworkMode.PRIVATE));

        assertThat(result.text()).isEqualTo("nameserver 192.0.2.7");
    }

    @Test
    void thePlanTellsWhatHappensOutside() {
        requireOutbound();

        String text = Explainer.text(containers
                .engine()
                .plan(shell("true").network(NetworkMode.PRIVATE).publish(80).build()));

        assertThat(text)
                .contains("write /etc/resolv.conf", "the owner enters the network and ", "runs ", "/proc/self/fd/0")
                .contains("has what comes to port 127.0.0.1::80 of the host go on to port 80 inside");
    }

    @Test
    void anExecutableOfItsOwnIsRefused(@TempDir Path temporary) {
        assertThatThrownBy(() -> containers
                        .engine()
                        .save(shell("true").network(NetworkMode.PRIVATE).build(), temporary.resolve("program")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no private network");
    }

    private static boolean isHelper(ProcessHandle process, Kind kind) {
        return command(process).contains(kind.label());
    }

    /** From /proc, for {@code ProcessHandle.info} says nothing of processes that cannot be dumped. */
    static String command(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static ContainerSpec.Builder onPrivateNetwork(String script) {
        return ContainerSpec.builder("bash", "-c", script).network(NetworkMode.PRIVATE);
    }

    /** Looks round in a container on the machine. */
    static final class Visit {
        private static final String SCRIPT = """
                try() { timeout ${3:-30} bash -c 'exec 3<>/dev/tcp/$0/$1 && head -n 1 <&3' "$1" "$2" 2>/dev/null || echo no; }
                echo "tcp=$(try 198.51.100.2 $1)"
                echo "tcp6=$(try 2001:db8::2 $1)"
                echo "loopback=$(try 127.0.0.1 $2 1)"
                echo "gateway=$(try 10.0.2.2 $2 1)"
                echo "gateway6=$(try fe80::1%eth0 $2 1)"
                echo "name=$(getent ahostsv4 elsewhere.jdock.test | sed -n '1s/ .*//p')"
                echo "resolver=$(echo $(cat /etc/resolv.conf))"
                echo ready
                read -r line
                echo "after=$(try 198.51.100.2 $1)"
                """;

        public static void main(String... arguments) throws Exception {
            serveNames();
            int open = serve(OwnMachine.ADDRESS, OwnMachine.ADDRESS_6);
            int closed = serve("127.0.0.1");
            ProcessHandle self = ProcessHandle.current();
            try (Jdock jdock = Jdock.open()) {
                Container container =
                        jdock.start(ContainerSpec.builder("bash", "-c", SCRIPT, "bash", "" + open, "" + closed)
                                .network(NetworkMode.PRIVATE)
                                .build());
                String line = Containers.line(container);
                while (!line.equals("ready")) {
                    System.out.println(line);
                    line = Containers.line(container);
                }
                ProcessHandle helper = helper(arguments[0]); // the only one as yet
                published(jdock);
                System.out.println("rights=" + rights(helper));
                helper.destroyForcibly();
                helper.onExit().join();
                Containers.say(container, "go on");
                System.out.println(Containers.line(container));
                container.waitFor();
            }
            System.out.println("left=" + self.descendants().count());
            System.exit(0);
        }

        private static ProcessHandle helper(String label) {
            return ProcessHandle.current()
                    .descendants()
                    .filter(process -> command(process).contains(label))
                    .findFirst()
                    .orElseThrow();
        }

        private static void published(Jdock jdock) throws IOException {
            Container server = jdock.start(PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "8080")
                    .network(NetworkMode.PRIVATE)
                    .publish(8080)
                    .build());
            System.out.println("server=" + Containers.line(server));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.hostPort(8080))) {
                socket.getOutputStream().write("served\n".getBytes(UTF_8));
                socket.shutdownOutput();
                System.out.print(
                        "published=" + new String(socket.getInputStream().readAllBytes(), UTF_8));
            }
            server.destroyForcibly();
        }

        /** Root of the machine is not root for the program; and what rights it has are the container's. */
        private static String rights(ProcessHandle helper) throws IOException {
            Path directory = Path.of("/proc/" + helper.pid());
            boolean ownUsers = !Files.readString(directory.resolve("uid_map"))
                    .equals(Files.readString(Path.of("/proc/self/uid_map")));
            String status = Files.readString(directory.resolve("status"));
            boolean filtered = status.contains("Seccomp:\t2");
            return ownUsers && filtered ? "confined" : status;
        }

        static int serve(String... addresses) throws IOException {
            int port = 0;
            for (String address : addresses) {
                ServerSocket server = new ServerSocket();
                server.bind(new InetSocketAddress(address, port));
                port = server.getLocalPort();
                inBackground(() -> greet(server));
            }
            return port;
        }

        private static void greet(ServerSocket server) {
            while (true) {
                try (Socket socket = server.accept()) {
                    String own = server.getInetAddress().getHostAddress();
                    socket.getOutputStream().write(("hello from " + own + "\n").getBytes(UTF_8));
                } catch (IOException e) {
                    return;
                }
            }
        }

        /** Answers each question with the same address; RFC 1035, 4.1. */
        static void serveNames() throws IOException {
            DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), OwnMachine.DNS_PORT));
            byte[] address = {(byte) 198, 51, 100, 2};
            inBackground(() -> {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                    try {
                        socket.receive(packet);
                        ByteBuffer answer = ByteBuffer.allocate(packet.getLength() + 16);
                        answer.put(packet.getData(), 0, packet.getLength());
                        answer.putShort(2, (short) 0x8180)
                                .putShort(6, (short) 1)
                                .putShort(10, (short) 0);
                        answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1);
                        answer.putInt(60).putShort((short) 4).put(address);
                        socket.send(new DatagramPacket(answer.array(), answer.capacity(), packet.getSocketAddress()));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        private static void inBackground(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Runs one container, which needs no other machine. */
    static final class Lonely {
        public static void main(String... arguments) throws IOException {
            try (Jdock jdock = Jdock.open()) {
                Container container = jdock.start(onPrivateNetwork("echo yes").build());
                System.out.println("ran=" + Containers.line(container));
            }
        }
    }

    /** Starts a container and stays. */
    static final class Owner {
        public static void main(String... arguments) throws IOException {
            Jdock.open().start(onPrivateNetwork("read line").build());
            System.out.println("runs");
            System.in.read();
        }
    }
}
