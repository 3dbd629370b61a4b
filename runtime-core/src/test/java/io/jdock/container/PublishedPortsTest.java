package io.jdock.container;

import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Errno;
import io.jdock.kernel.SocketBuffer;
import io.jdock.plan.Group;
import io.jdock.plan.Role;
import io.jdock.plan.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Connections from the host into a container with a network of its own, and from there to the host's loopback interface. */
class PublishedPortsTest {
    private static final int HANGS_AFTER_MILLIS = 60_000;
    private static final int INSIDE = 8080;

    private final Containers containers = new Containers();
    private Traces traces;

    /** What the JDK keeps open from its first socket on is no trace. */
    @BeforeEach
    void remember() throws IOException {
        containers.run(shell("true"));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = connect(server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
        traces = Traces.before(containers);
    }

    @AfterEach
    void endAll() {
        containers.close();
    }

    /** Closes the engine first, which keeps what it has prepared for the next container. */
    private void assertNothingIsLeft() throws IOException {
        containers.close();
        traces.assertNothingIsLeft();
    }

    /** A program of this test in a JVM in the container. */
    static ContainerSpec.Builder java(Class<?> main, String... arguments) {
        Path classes = Path.of(URI.create(
                main.getProtectionDomain().getCodeSource().getLocation().toString()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes.toString(),
                main.getName()));
        command.addAll(List.of(arguments));
        return ContainerSpec.builder().command(command).volume(Volume.readOnly(classes));
    }

    private Container echo(ContainerSpec.Builder spec) throws IOException {
        Container container = containers.start(spec);
        assertThat(line(container)).isEqualTo("listens");
        return container;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(HANGS_AFTER_MILLIS);
        return socket;
    }

    /** Sends all, and returns what comes back until the end, while it is being sent. */
    private static byte[] exchange(Socket socket, byte[] bytes) throws IOException {
        CompletableFuture<byte[]> answer = Containers.readAll(socket.getInputStream());
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        return answer.join();
    }

    @Test
    void theNetworkIsConnectedWhileTheRestIsMade() {
        ContainerSpec spec = shell("true").publish(INSIDE).build();
        List<Step> steps = containers.engine().plan(spec).steps();
        List<String> applications = told(steps, Role.APPLICATION);

        assertThat(told(steps, Role.INIT))
                .containsSubsequence(
                        "tell the owner that the network is there",
                        "tell the owner that the application can go on",
                        "reap and forward in PID 1")
                .doesNotContain("wait for the owner's word");
        assertThat(steps)
                .filteredOn(step -> step.role() == Role.INIT && step.group() == Group.FILE_SYSTEM)
                .extracting(steps::indexOf)
                .allMatch(index -> index > indexOf(steps, "tell the owner that the network is there"));
        assertThat(applications)
                .containsSubsequence(
                        "load the seccomp filter", "wait for the owner's word", "change to the working directory /");
    }

    @Test
    void whereTheApplicationIsPid1ItsNetworkIsConnectedBeforeTheRootChanges() throws IOException {
        ContainerSpec.Builder spec =
                java(EchoServer.class, "" + INSIDE).publish(INSIDE).init(false);
        assertThat(told(containers.engine().plan(spec.build()).steps(), Role.APPLICATION))
                .containsSubsequence("tell the owner that the network is there", "wait for the owner's word");

        try (Socket socket = connect(echo(spec).hostPort(INSIDE))) {
            assertThat(exchange(socket, "hello".getBytes(UTF_8))).asString().isEqualTo("hello");
        }
    }

    @Test
    void withATerminalItsNetworkIsConnectedBeforeTheRootChanges() throws IOException {
        ContainerSpec.Builder spec =
                java(EchoServer.class, "" + INSIDE).publish(INSIDE).streams(new Streams.Terminal(24, 80));
        assertThat(told(containers.engine().plan(spec.build()).steps(), Role.INIT))
                .containsSubsequence("tell the owner that the network is there", "wait for the owner's word");

        Container container = containers.start(spec);
        assertThat(line(container)).isEqualTo("listens\r");
        try (Socket socket = connect(container.hostPort(INSIDE))) {
            assertThat(exchange(socket, "hello".getBytes(UTF_8))).asString().isEqualTo("hello");
        }
    }

    private static List<String> told(List<Step> steps, Role role) {
        return steps.stream()
                .filter(step -> step.role() == role)
                .map(Step::what)
                .toList();
    }

    private static int indexOf(List<Step> steps, String what) {
        return steps.stream().map(Step::what).toList().indexOf(what);
    }

    @Test
    void whatFailsWhileTheNetworkIsConnectedIsTheReason(@TempDir Path directory) throws IOException {
        ContainerSpec.Builder spec = shell("true")
                .network(NetworkMode.PRIVATE)
                .publish(INSIDE)
                .volume(new Volume(directory, Path.of("/etc/passwd/under"), true));

        assertThatThrownBy(() -> containers.start(spec))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("/etc/passwd/under");
        assertNothingIsLeft();
    }

    @Test
    void whatFailsOnceTheNetworkIsConnectedIsTold() throws IOException {
        assertThatThrownBy(() ->
                        containers.start(shell("true").publish(INSIDE).workingDirectory(Path.of("/no/such/directory"))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("there is no such directory in the container");
        assertNothingIsLeft();
    }

    @Test
    void aFreePortOfTheHostLeadsIntoTheContainer() throws IOException {
        Container container = echo(java(EchoServer.class, "" + INSIDE).publish(INSIDE));

        try (Socket socket = connect(container.hostPort(INSIDE))) {
            assertThat(exchange(socket, "hello".getBytes(UTF_8))).asString().isEqualTo("hello");
        }

        assertThat(container.publishedPorts()).singleElement().satisfies(port -> {
            assertThat(port.address()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(port.hostPort()).isEqualTo(container.hostPort(INSIDE)).isPositive();
        });
        container.destroyForcibly();
        Containers.await(container);
        assertNothingIsLeft();
    }

    @Test
    void manyBytesGoBothWaysAtOnceUnchanged() throws IOException {
        Container container = echo(java(EchoServer.class, "" + INSIDE).publish(INSIDE));
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);

        try (Socket socket = connect(container.hostPort(INSIDE))) {
            assertThat(Arrays.equals(exchange(socket, bytes), bytes))
                    .as("the bytes are the same")
                    .isTrue();
        }
    }

    /** The end comes with the last bytes, or a moment later: neither may be missed. */
    @Test
    void messagesOfAllSizesArriveAndSoDoesTheEndBehindThem() throws IOException {
        Container container = echo(java(EchoServer.class, "" + INSIDE).publish(INSIDE));
        int buffer = SocketBuffer.SIZE;

        for (int size : new int[] {0, 1, 100, buffer - 1, buffer, buffer + 1, 2 * buffer, 5 * buffer + 7}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            for (int round = 0; round < 20; round++) {
                try (Socket socket = connect(container.hostPort(INSIDE))) {
                    assertThat(Arrays.equals(exchange(socket, bytes), bytes))
                            .as("%d bytes are the same", size)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void connectionsDoNotWaitForEachOther() throws Exception {
        Container container = echo(java(EchoServer.class, "" + INSIDE).publish(INSIDE));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Socket idle = connect(container.hostPort(INSIDE))) {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] bytes = new byte[50_000];
                new Random(i).nextBytes(bytes);
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (Socket socket = connect(container.hostPort(INSIDE))) {
                                return Arrays.equals(exchange(socket, bytes), bytes);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        threads));
            }
            assertThat(all).allSatisfy(one -> assertThat(one.join()).isTrue());
            assertThat(exchange(idle, new byte[] {7})).containsExactly(7);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatAnApplicationSaidBeforeItEndedArrives() throws IOException {
        Container container = echo(java(LastWords.class, "" + INSIDE, "300000").publish(INSIDE));

        try (Socket socket = connect(container.hostPort(INSIDE))) {
            assertThat(socket.getInputStream().readAllBytes()).hasSize(300_000);
        }
    }

    @Test
    void nobodyListeningIsToldAsAReset() throws IOException {
        Container container = containers.start(shell("read line").publish(INSIDE));

        try (Socket socket = connect(container.hostPort(INSIDE))) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void thePortIsFreeAgainWhenTheContainerHasEnded() throws IOException {
        Container container = echo(java(EchoServer.class, "" + INSIDE).publish(INSIDE));
        int port = container.hostPort(INSIDE);
        Socket open = connect(port);
        open.getOutputStream().write('x');
        assertThat(open.getInputStream().read()).isEqualTo('x');
        container.destroyForcibly();
        Containers.await(container);

        assertThat(open.getInputStream().read()).isEqualTo(-1);
        open.close();
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
        }
        assertNothingIsLeft();
    }

    @Test
    void aTakenPortIsToldBeforeAnythingRuns() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> containers.start(shell("true").publish(PublishedPort.of(port, INSIDE))))
                    .isInstanceOfSatisfying(
                            ContainerException.class, e -> assertThat(e.errno()).contains(Errno.EADDRINUSE))
                    .hasMessageContaining("cannot publish port 127.0.0.1:" + port + ":8080")
                    .hasMessageContaining("another program has the port");
        }
        assertNothingIsLeft();
    }

    @Test
    void ofARangeTheFirstFreePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int last = Math.min(port + 20, 65_535);

            Container container = containers.start(shell("read line")
                    .publish(new PublishedPort(InetAddress.getLoopbackAddress(), port, last, INSIDE)));

            assertThat(container.hostPort(INSIDE)).isGreaterThan(port).isLessThanOrEqualTo(last);
        }
    }

    private static PublishedPort udp() {
        return PublishedPort.parse(INSIDE + "/udp").get(0);
    }

    @Test
    void datagramsGoBothWaysBetweenEachSenderAndTheContainer() throws IOException {
        Container container = echo(java(DatagramEcho.class, "" + INSIDE).publish(udp()));
        InetSocketAddress port = new InetSocketAddress(InetAddress.getLoopbackAddress(), container.hostPort(INSIDE));

        try (DatagramSocket one = new DatagramSocket();
                DatagramSocket two = new DatagramSocket()) {
            for (DatagramSocket socket : List.of(one, two)) {
                socket.setSoTimeout(HANGS_AFTER_MILLIS);
                socket.connect(port);
            }
            say(one, "one");
            say(two, "two");
            assertThat(heard(two)).isEqualTo("two");
            assertThat(heard(one)).isEqualTo("one");
            String long60000 = "x".repeat(60_000);
            say(one, long60000);
            assertThat(heard(one)).isEqualTo(long60000);
        }

        assertThat(container.publishedPorts()).singleElement().asString().endsWith(":" + INSIDE + "/udp");
        container.destroyForcibly();
        Containers.await(container);
    }

    /** More than are remembered: the others have come to be forgotten, and are known again when they speak. */
    @Test
    void manySendersAreServed() throws IOException {
        Container container = echo(java(DatagramEcho.class, "" + INSIDE).publish(udp()));
        InetSocketAddress port = new InetSocketAddress(InetAddress.getLoopbackAddress(), container.hostPort(INSIDE));
        List<DatagramSocket> all = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                DatagramSocket socket = new DatagramSocket();
                all.add(socket);
                socket.setSoTimeout(HANGS_AFTER_MILLIS);
                socket.connect(port);
                say(socket, "first " + i);
                assertThat(heard(socket)).isEqualTo("first " + i);
            }
            say(all.get(0), "again");
            assertThat(heard(all.get(0))).isEqualTo("again");
        } finally {
            all.forEach(DatagramSocket::close);
        }
    }

    @Test
    void aTakenUdpPortIsTold() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            PublishedPort port =
                    PublishedPort.parse(taken.getLocalPort() + ":53/udp").get(0);

            assertThatThrownBy(() -> containers.start(shell("true").publish(port)))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining("cannot publish port " + port)
                    .hasMessageContaining("another program has the port");
        }
    }

    private static void say(DatagramSocket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    private static String heard(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    /** Whether or not there is a way out in fact: the program that was to be it is gone, too. */
    @Test
    void aPrivateNetworkLeavesNothing() throws IOException {
        containers.engine().host().outboundObstacle().ifPresent(obstacle -> {
            throw new TestAbortedException(obstacle.what());
        });
        for (int i = 0; i < 5; i++) {
            containers.run(
                    shell("true").network(NetworkMode.PRIVATE).publish(INSIDE).publish(udp()));
        }
        ContainerSpec.Builder missing =
                ContainerSpec.builder("/no/such/program").network(NetworkMode.PRIVATE);
        assertThatThrownBy(() -> containers.start(missing)).isInstanceOf(ContainerException.class);

        assertNothingIsLeft();
    }

    @Test
    void aContainerThatCannotStartLeavesNoPort() throws IOException {
        assertThatThrownBy(() -> containers.start(ContainerSpec.builder("/no/such/program")
                        .publish(INSIDE)
                        .hostLoopback(5005)))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("/no/such/program");
        assertNothingIsLeft();
    }

    @Test
    void aContainerWithAControlGroupHasPortsToo() throws IOException {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "needs the right to make control groups");
        Container container =
                echo(java(EchoServer.class, "" + INSIDE).controlGroup(true).publish(INSIDE));
        container.pause();

        try (Socket socket = connect(container.hostPort(INSIDE))) {
            socket.getOutputStream().write("x".getBytes(UTF_8));
            socket.shutdownOutput();
            container.resume();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("x");
        }
    }

    @Test
    void aPortInsideLeadsToTheHostsLoopback() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host.setSoTimeout(HANGS_AFTER_MILLIS);
            int port = host.getLocalPort();
            Container container = containers.start(java(Caller.class, "" + port).hostLoopback(port));

            try (Socket accepted = host.accept()) {
                accepted.getOutputStream().write("from the host\n".getBytes(UTF_8));
            }

            assertThat(Containers.finish(container).text()).isEqualTo("from the host");
        }
        assertNothingIsLeft();
    }

    @Test
    void otherPortsOfTheHostStayOutOfReach() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Containers.Result result =
                    containers.run(java(Caller.class, "" + other.getLocalPort()).hostLoopback(host.getLocalPort()));

            assertThat(result.status()).isNotZero();
            assertThat(result.err()).contains("Connection refused");
        }
    }

    @Test
    void aKilledOwnerLeavesNoProcess() throws IOException {
        Process jvm = OtherJvm.start(Owner.class);
        List<ProcessHandle> left;
        try {
            assertThat(line(jvm)).isEqualTo("runs");
            left = jvm.descendants().toList();
            assertThat(left).hasSizeGreaterThanOrEqualTo(3); // monitor, first process, maker of sockets
        } finally {
            jvm.destroyForcibly();
        }
        left.forEach(process -> process.onExit().join());
    }

    /** Starts a container with a port and stays. */
    static final class Owner {
        public static void main(String... arguments) throws IOException {
            Jdock.open().start(shell("read line").publish(INSIDE).build());
            System.out.println("runs");
            System.in.read();
        }
    }

    /** Sends back what it gets. */
    static final class EchoServer {
        public static void main(String... arguments) throws IOException {
            try (ServerSocket server = new ServerSocket()) {
                server.bind(new InetSocketAddress(Integer.parseInt(arguments[0])), 512);
                System.out.println("listens");
                while (true) {
                    Socket socket = server.accept();
                    new Thread(() -> echo(socket)).start();
                }
            }
        }

        private static void echo(Socket socket) {
            try (socket;
                    InputStream in = socket.getInputStream();
                    OutputStream out = socket.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }

    /** Sends each datagram back. */
    static final class DatagramEcho {
        public static void main(String... arguments) throws IOException {
            try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(arguments[0]))) {
                System.out.println("listens");
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
                    socket.receive(packet);
                    socket.send(packet);
                }
            }
        }
    }

    /** Answers once and ends. */
    static final class LastWords {
        public static void main(String... arguments) throws IOException {
            try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]))) {
                System.out.println("listens");
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(new byte[Integer.parseInt(arguments[1])]);
                }
            }
        }
    }

    /** Connects to the loopback interface and prints what it hears. */
    static final class Caller {
        public static void main(String... arguments) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))) {
                socket.getInputStream().transferTo(System.out);
            }
        }
    }
}
