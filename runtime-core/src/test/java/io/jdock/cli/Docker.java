package io.jdock.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cli.CommandLineOfJdock.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A dockerd of a test's own, whose containers have no network, and its client. It lives in mount and process namespaces of its own: what it
 * mounts, starts and leaves goes with it.
 */
final class Docker implements AutoCloseable {
    /** Where Debian's package docker.io is unpacked, if it is not installed: a test needs no daemon that starts with the machine. */
    private static final Path UNPACKED = Path.of(System.getProperty("jdock.test.docker", "/"));

    private static final Path DAEMON = UNPACKED.resolve("usr/sbin/dockerd");
    private static final Path CLIENT = UNPACKED.resolve("usr/bin/docker");

    /** Sockets of containerd's shims, and the daemon's key, have their places in these directories whatever a daemon is told. */
    private static final String SCRIPT = """
            mount -t tmpfs tmpfs /run
            mkdir /run/etc /run/work
            mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/work overlay /etc
            exec "$@"
            """;

    private final CommandLineOfJdock processes;
    private final Path directory;
    private final Process daemon;
    private final String cgroup;

    private Docker(CommandLineOfJdock processes, Path directory, Process daemon, String cgroup) {
        this.processes = processes;
        this.directory = directory;
        this.daemon = daemon;
        this.cgroup = cgroup;
    }

    /** Starts one that keeps all it has in a directory, and has the runtime {@code jdock} besides its own. */
    static Docker in(Path directory) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "Docker is for root");
        assumeTrue(
                Files.isExecutable(DAEMON) && Files.isExecutable(CLIENT),
                "no Docker: neither installed, nor -Djdock.test.docker=<where Debian's docker.io is unpacked>");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/containerd")) && Files.isExecutable(Path.of("/usr/sbin/runc")),
                "containerd and runc are not installed, which Docker needs");
        CommandLineOfJdock jdock = new CommandLineOfJdock(directory.resolve("jdock"));
        Path runtime = jdock.executable(directory.resolve("runtime"));
        String cgroup = "jdock-test-docker-" + ProcessHandle.current().pid();
        File log = directory.resolve("log").toFile();
        Process daemon = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-ec",
                        SCRIPT,
                        "sh",
                        DAEMON.toString(),
                        "--host=unix://" + directory.resolve("docker.sock"),
                        "--data-root=" + directory.resolve("data"),
                        "--exec-root=" + directory.resolve("exec"),
                        "--pidfile=" + directory.resolve("pid"),
                        "--config-file=" + Files.writeString(directory.resolve("daemon.json"), "{}"),
                        "--add-runtime=jdock=" + runtime,
                        "--cgroup-parent=/" + cgroup,
                        "--storage-driver=vfs",
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-forward=false")
                .redirectOutput(log)
                .redirectError(log)
                .start();
        Docker made = new Docker(jdock, directory, daemon, cgroup);
        made.awaitReady(log);
        return made;
    }

    private void awaitReady(File log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CommandLineOfJdock.PATIENCE_SECONDS);
        while (command("version").status() != 0) {
            if (!daemon.isAlive() || System.nanoTime() > end) {
                close();
                throw new AssertionError("dockerd does not start: " + Files.readString(log.toPath()));
            }
            Thread.sleep(20);
        }
    }

    Result command(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(CLIENT.toString(), "--host=unix://" + directory.resolve("docker.sock")));
        command.addAll(List.of(arguments));
        return CommandLineOfJdock.finish(processes.start(command));
    }

    /** {@code docker run} of an image's own program. */
    Result run(String image, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("run", "--rm", "--network=none"));
        all.addAll(List.of(options));
        all.add(image);
        return command(all.toArray(String[]::new));
    }

    /** By its number for the client: {@code sha256:} and the digest of the configuration. */
    String id(String image) throws IOException, InterruptedException {
        return command("image", "inspect", "--format={{.Id}}", image)
                .succeeded()
                .out()
                .strip();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        daemon.descendants().forEach(ProcessHandle::destroy);
        if (!daemon.waitFor(CommandLineOfJdock.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            daemon.destroyForcibly().waitFor();
        }
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies.toList()) {
                remove(hierarchy.resolve(cgroup));
            }
        }
    }

    /** The files in it go with a control group. */
    private static void remove(Path cgroup) throws IOException {
        if (Files.isDirectory(cgroup)) {
            try (Stream<Path> groups = Files.find(cgroup, 5, (path, attributes) -> attributes.isDirectory())) {
                for (Path group : groups.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(group);
                }
            }
        }
    }
}
