package io.jdock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jdock.benchmarks.NetworkClient.Measured;
import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMode;
import io.jdock.container.Volume;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast networks of containers are: a port of this machine that leads into one, beside other programs that do so; and with
 * root, what leaves one by the kernel, beside a bridge as Docker makes it. The same program answers, or asks, in all of them.
 */
public final class NetworkBenchmark {
    private static final String JDOCK = "jdock";
    private static final int PORT = 5001;
    private static final int UNCOUNTED_ROUNDS =
            3; // while this JVM compiles what carries bytes, as it does in a build's first second
    private static final String SLIRP_ADDRESS = "10.0.2.100";

    private final Path classes;
    private final int rounds;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    /** One contender, jdock the first, with what was measured of it. */
    private record Lane(String name, Trial trial, List<Measured> measured) {
        Samples streams() {
            return new Samples(measured.stream().mapToLong(Measured::stream).toArray());
        }

        Samples answers() {
            return new Samples(measured.stream().mapToLong(Measured::answer).toArray());
        }
    }

    private interface Trial {
        Measured run() throws IOException;
    }

    private NetworkBenchmark(Path classes, int rounds) {
        this.classes = classes;
        this.rounds = rounds;
    }

    /**
     * Measures, and prints a report.
     *
     * @param arguments rounds; {@code published}, or {@code outbound} with an address, a port, and a namespace behind a bridge
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        NetworkBenchmark benchmark =
                new NetworkBenchmark(Path.of("classes").toAbsolutePath(), Integer.parseInt(arguments[0]));
        try (Jdock jdock = Jdock.open()) {
            if (arguments[1].equals("published")) {
                benchmark.addPublished(jdock);
            } else {
                benchmark.addOutbound(jdock, arguments[2], arguments[3], arguments[4]);
            }
            benchmark.race();
            benchmark.report(arguments[1]);
        } finally {
            benchmark.started.forEach(Process::destroyForcibly);
        }
        System.exit(0);
    }

    private void race() throws IOException {
        for (int round = -UNCOUNTED_ROUNDS; round < rounds; round++) {
            for (Lane lane : lanes) {
                Optional<Measured> measured = run(lane);
                if (round >= 0) {
                    measured.ifPresent(lane.measured()::add);
                }
            }
        }
        lanes.removeIf(lane -> lane.measured().isEmpty());
    }

    /** Some versions of pasta lose the end of a long stream: that round does not count. With jdock, it is an error. */
    private Optional<Measured> run(Lane lane) throws IOException {
        try {
            return Optional.of(lane.trial().run());
        } catch (IOException e) {
            if (lane.name().equals(JDOCK)) {
                throw e;
            }
            System.out.println(lane.name() + " has failed in one round: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void report(String part) {
        for (Lane lane : lanes) {
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %6.2f GiB/s   %6.1f us an answer%n",
                    lane.name(),
                    1e9 / lane.streams().median(),
                    lane.answers().median() / 1e3);
        }
        System.out.println("ratios of times: below 1, jdock takes less than the other");
        Lane own = lanes.get(0);
        for (Lane lane : lanes.subList(1, lanes.size())) {
            ratio(part + "-stream-" + lane.name(), own.streams(), lane.streams());
            ratio(part + "-answer-" + lane.name(), own.answers(), lane.answers());
        }
    }

    private static void ratio(String name, Samples ours, Samples theirs) {
        System.out.printf(Locale.ROOT, "ratio %s %.3f%n", name, ours.median() / (double) theirs.median());
    }

    // ---- a port of this machine

    private void addPublished(Jdock jdock) throws IOException {
        Container container = jdock.start(ContainerSpec.builder()
                .command(java(NetworkServer.class, "" + PORT))
                .network(NetworkMode.NONE)
                .volume(Volume.readOnly(classes))
                .publish(PORT)
                .build());
        started.add(container);
        await(container, "listens");
        addServer(JDOCK, container.hostPort(PORT));
        addPasta();
        addSlirp();
        addDockerProxy();
        addPodman();
    }

    private void addServer(String name, int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        lanes.add(new Lane(name, () -> NetworkClient.measure(address), new ArrayList<>()));
    }

    private void addPasta() throws IOException {
        if (!installed("pasta")) {
            return;
        }
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("pasta", "--quiet", "--config-net", "-t"));
        command.addAll(List.of("127.0.0.1/" + port + ":" + PORT, "-u", "none", "-T", "none", "-U", "none", "--"));
        command.addAll(java(NetworkServer.class, "" + PORT));
        await(start(command), "listens");
        addServer("pasta", port);
    }

    /** It opens ports when it is asked to, by a socket (slirp4netns(1), "API SOCKET"). */
    private void addSlirp() throws IOException {
        if (!installed("slirp4netns")) {
            return;
        }
        int port = freePort();
        List<String> inside = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net"));
        inside.addAll(List.of("sh", "-c", "echo $$; read -r line; exec \"$@\"", "sh"));
        inside.addAll(java(NetworkServer.class, "" + PORT));
        Process server = start(inside);
        String pid = line(server);
        Path socket = Files.createTempDirectory("slirp").resolve("api");
        List<String> carrier = new ArrayList<>(List.of("sh", "-c", "exec 3>&1 >/dev/null; exec \"$@\"", "sh"));
        carrier.addAll(List.of("slirp4netns", "--configure", "--mtu=65520", "--ready-fd=3"));
        carrier.addAll(List.of("--api-socket=" + socket, pid, "tap0"));
        if (start(carrier).getInputStream().read() != '1') {
            throw new IOException("slirp4netns has ended");
        }
        say(server);
        await(server, "listens");
        String request = """
                {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_addr": "127.0.0.1",
                 "host_port": %d, "guest_addr": "%s", "guest_port": %d}}
                """.formatted(port, SLIRP_ADDRESS, PORT);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
            channel.shutdownOutput();
            channel.read(ByteBuffer.allocate(1024));
        }
        addServer("slirp4netns", port);
    }

    /**
     * In front of a server of this machine, for to have a container's address to itself it would need root: what it then has not
     * to pass is a bridge. It says that it is ready by its descriptor 3.
     */
    private void addDockerProxy() throws IOException {
        if (!installed("docker-proxy")) {
            return;
        }
        int behind = freePort();
        await(start(java(NetworkServer.class, "" + behind)), "listens");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3>&1; exec \"$@\"", "sh", "docker-proxy"));
        command.addAll(List.of("-proto", "tcp", "-host-ip", "127.0.0.1", "-host-port", "" + port));
        command.addAll(List.of("-container-ip", "127.0.0.1", "-container-port", "" + behind));
        await(start(command), "0");
        addServer("docker-proxy", port);
    }

    /** Without root alone: root's would change the machine's own network. It is left out where it does not start. */
    private void addPodman() throws IOException {
        if (!installed("podman") || System.getProperty("user.name").equals("root")) {
            return;
        }
        int port = freePort();
        // Nothing of what it did before, which may be in other namespaces. It takes no --runroot of more than 50
        // characters.
        Path own = Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), "podman"));
        Path root = Files.createDirectory(own.resolve("rootfs"));
        Path session = Files.createDirectory(own.resolve("session"));
        List<String> command = new ArrayList<>(List.of("env", "HOME=" + own, "XDG_RUNTIME_DIR=" + session, "podman"));
        command.addAll(List.of("--cgroup-manager=cgroupfs", "--log-level=error"));
        command.addAll(List.of("--root", own.resolve("store").toString()));
        command.addAll(List.of("--runroot", own.resolve("run").toString(), "run", "--rm", "-i"));
        command.addAll(List.of("--cgroups=disabled", "--publish", "127.0.0.1:" + port + ":" + PORT));
        for (String directory : List.of("/usr", "/lib", "/lib64", "/bin", "/etc/alternatives", classes.toString())) {
            if (Files.exists(Path.of(directory))) {
                command.addAll(List.of("-v", directory + ":" + directory + ":ro"));
            }
        }
        Optional<Path> configuration = configuration();
        configuration.ifPresent(path -> command.addAll(List.of("-v", path + ":" + path + ":ro")));
        command.addAll(List.of("--rootfs", root.toString()));
        command.addAll(java(NetworkServer.class, "" + PORT));
        Path said = Files.createTempFile(own, "said", ".txt");
        Process server = start(command, ProcessBuilder.Redirect.to(said.toFile()));
        String first = line(server);
        if (first.equals("listens")) {
            addServer("podman", port);
        } else {
            System.out.println("podman does not start here, and is left out: " + first
                    + Files.readString(said).strip());
        }
    }

    /** Debian's JDK has its own in /etc. */
    private static Optional<Path> configuration() throws IOException {
        Path security = Path.of(System.getProperty("java.home"), "conf");
        Path real = Files.exists(security) ? security.toRealPath() : security;
        Path net = Path.of(System.getProperty("java.home"), "conf/net.properties");
        Path found = Files.exists(net) ? net.toRealPath().getParent() : real;
        return found.startsWith("/etc") ? Optional.of(found) : Optional.empty();
    }

    // ---- what leaves

    /** By the networks alone: what else jdock's container is, such as its seccomp filter, is not measured here. */
    private void addOutbound(Jdock jdock, String address, String port, String bridged) throws IOException {
        Container container = jdock.start(
                ContainerSpec.builder("cat").network(NetworkMode.PRIVATE).build());
        if (jdockUses("pasta")) {
            throw new IOException("the kernel does not carry what leaves jdock's container");
        }
        addClient(JDOCK, "/proc/" + container.pid() + "/ns/net", address, port);
        addClient("bridge", bridged, address, port);
    }

    private static boolean jdockUses(String program) {
        return ProcessHandle.current()
                .descendants()
                .anyMatch(process -> process.info().command().orElse("").endsWith(program));
    }

    private void addClient(String name, String namespace, String address, String port) throws IOException {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
        command.addAll(java(NetworkClient.class, address, port));
        Process client = start(command);
        await(client, "ready");
        lanes.add(new Lane(
                name,
                () -> {
                    say(client);
                    String line = line(client);
                    if (line.isEmpty()) {
                        throw new IOException("the client of " + name + " has ended");
                    }
                    return Measured.parse(line);
                },
                new ArrayList<>()));
    }

    // ---- programs

    private List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp", classes.toString(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        return start(command, ProcessBuilder.Redirect.DISCARD);
    }

    private Process start(List<String> command, ProcessBuilder.Redirect errors) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        started.add(process);
        return process;
    }

    private static void await(Process process, String expected) throws IOException {
        String line = line(process);
        if (!line.equals(expected)) {
            throw new IOException("'" + line + "' came, not '" + expected + "'");
        }
    }

    private static void say(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static String line(Process process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = process.getInputStream().read(); next >= 0 && next != '\n'; ) {
            line.append((char) next);
            next = process.getInputStream().read();
        }
        return line.toString();
    }

    private static boolean installed(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
