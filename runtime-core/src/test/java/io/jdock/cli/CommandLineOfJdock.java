package io.jdock.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code jdock} as a test calls it, with a memory of its own. Deletes the containers that the test left. */
final class CommandLineOfJdock implements AutoCloseable {
    /** No command takes that long unless something hangs. */
    static final long PATIENCE_SECONDS = 120;

    private final Path root;

    CommandLineOfJdock(Path root) {
        this.root = root;
    }

    /** What a command said. */
    record Result(int status, String out, String err) {
        Result succeeded() {
            if (status != 0) {
                throw new AssertionError("status " + status + ": " + err);
            }
            return this;
        }
    }

    Path root() {
        return root;
    }

    /** Carries a command out in this JVM, which is faster. Not for those that start programs, which would inherit its streams. */
    Result here(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(withRoot(arguments).toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
        return new Result(status, out.toString(), err.toString());
    }

    /** Carries a command out in a JVM of its own. */
    Result command(String... arguments) throws IOException, InterruptedException {
        return finish(start(arguments));
    }

    /** A command that runs, with files for its output, as the container keeps them open. */
    record Running(Process process, Path out, Path err) {}

    Running start(String... arguments) throws IOException {
        return start(java(withRoot(arguments)));
    }

    Running start(List<String> command) throws IOException {
        Path streams = Files.createDirectories(root.resolveSibling("streams"));
        Path out = Files.createTempFile(streams, "jdock", ".out");
        Path err = Files.createTempFile(streams, "jdock", ".err");
        Process process = new ProcessBuilder(command)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    static Result finish(Running running) throws IOException, InterruptedException {
        if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            running.process().destroyForcibly();
            throw new AssertionError("hangs: " + running + Files.readString(running.err()));
        }
        return new Result(
                running.process().exitValue(), Files.readString(running.out()), Files.readString(running.err()));
    }

    /** Makes a file by which others call {@code jdock}, as their runtime, with options before their own. */
    Path executable(Path file, String... options) throws IOException {
        Files.writeString(file, "#!/bin/sh\nexec " + String.join(" ", java(List.of(options))) + " \"$@\"\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The command of a JVM that runs {@code jdock}, with classes where {@code bin/jdock} has them: they load in less time there. */
    List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-XX:-UsePerfData",
                "-Xbootclasspath/a:" + System.getProperty("java.class.path"),
                "-cp",
                "/none",
                "io.jdock.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    List<String> withRoot(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--root", root.toString()));
        all.addAll(List.of(arguments));
        return all;
    }

    /** Waits until a container has a status. */
    void await(String id, String status) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!here("state", id).out().contains("\"status\" : \"" + status + "\"")) {
            if (System.nanoTime() > end) {
                throw new AssertionError(here("state", id).toString());
            }
            Thread.sleep(10);
        }
    }

    /** Waits until a file is there and says something. */
    static String await(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) || Files.readString(file).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(file + " is not written");
            }
            Thread.sleep(10);
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        here("list", "--quiet").out().lines().forEach(id -> here("delete", "--force", id));
    }
}
