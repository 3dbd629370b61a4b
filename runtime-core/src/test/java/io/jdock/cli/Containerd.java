package io.jdock.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cli.CommandLineOfJdock.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A containerd of a test's own, with jdock as its runtime, and its client {@code ctr}. */
final class Containerd implements AutoCloseable {
    private static final Path DAEMON = Path.of("/usr/bin/containerd");
    private static final Path CLIENT = Path.of("/usr/bin/ctr");

    private final CommandLineOfJdock processes;
    private final Path runtime;
    private final Path socket;
    private final Path rootfs;
    private final Process daemon;

    private Containerd(CommandLineOfJdock processes, Path runtime, Path socket, Path rootfs, Process daemon) {
        this.processes = processes;
        this.runtime = runtime;
        this.socket = socket;
        this.rootfs = rootfs;
        this.daemon = daemon;
    }

    /** Starts one that keeps all it has in a directory. */
    static Containerd in(Path directory) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "containerd is for root");
        assumeTrue(Files.isExecutable(DAEMON) && Files.isExecutable(CLIENT), "containerd is not installed");
        CommandLineOfJdock jdock = new CommandLineOfJdock(directory.resolve("jdock"));
        Path runtime = jdock.executable(directory.resolve("runtime"));
        Path rootfs = Bundle.make(directory.resolve("bundle"), "true").root();
        Path socket = directory.resolve("containerd.sock");
        Path configuration = Files.writeString(directory.resolve("config.toml"), """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "%2$s"
                [ttrpc]
                address = "%2$s.ttrpc"
                """.formatted(directory, socket));
        File log = directory.resolve("log").toFile();
        Process daemon = new ProcessBuilder(DAEMON.toString(), "--config", configuration.toString())
                .redirectOutput(log)
                .redirectError(log)
                .start();
        Containerd made = new Containerd(jdock, runtime, socket, rootfs, daemon);
        made.awaitReady(log);
        return made;
    }

    private void awaitReady(File log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CommandLineOfJdock.PATIENCE_SECONDS);
        while (!Files.exists(socket) || client("version").status() != 0) {
            if (!daemon.isAlive() || System.nanoTime() > end) {
                close();
                throw new AssertionError("containerd does not start: " + Files.readString(log.toPath()));
            }
            Thread.sleep(10);
        }
    }

    Path runtime() {
        return runtime;
    }

    Path rootfs() {
        return rootfs;
    }

    /** A command of the client. */
    Result client(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(CLIENT.toString(), "--address", socket.toString(), "--namespace", "jdock-test"));
        command.addAll(List.of(arguments));
        return CommandLineOfJdock.finish(processes.start(command));
    }

    /** {@code ctr run} of a shell script on the bundle's root. */
    Result run(String option, String id, String script) throws IOException, InterruptedException {
        return client(
                "run",
                option,
                "--rootfs",
                "--runc-binary",
                runtime.toString(),
                rootfs.toString(),
                id,
                "/bin/sh",
                "-c",
                script);
    }

    @Override
    public void close() throws InterruptedException {
        daemon.destroy();
        daemon.waitFor();
    }
}
