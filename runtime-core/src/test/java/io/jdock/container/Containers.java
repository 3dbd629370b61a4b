package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.RuntimeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The containers of one test class: an engine of their own, and what they said when they had ended. */
final class Containers implements AutoCloseable {
    /** No test waits for this long unless something hangs. */
    private static final long HANGS_AFTER_SECONDS = 60;

    private static final ThreadFactory READERS = task -> {
        Thread thread = new Thread(task, "reads a container's output");
        thread.setDaemon(true);
        return thread;
    };

    private final Jdock jdock;

    Containers() {
        this(Jdock.open());
    }

    /** Of an engine that is closed with them. */
    Containers(Jdock jdock) {
        this.jdock = jdock;
    }

    /**
     * What a container left when it had ended.
     *
     * @param out standard output as UTF-8
     * @param err standard error likewise
     */
    record Result(int status, String out, String err) {
        /** Standard output of a container that succeeded, without the last line's end. */
        String text() {
            assertThat(this).as("a container that succeeds").matches(result -> result.status == 0);
            return out.stripTrailing();
        }

        /** The same as lines. */
        List<String> lines() {
            return text().lines().toList();
        }
    }

    Jdock engine() {
        return jdock;
    }

    /** A shell script with arguments {@code $1...} in a container that has nothing but the defaults. */
    static ContainerSpec.Builder shell(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return ContainerSpec.builder().command(command);
    }

    Container start(ContainerSpec.Builder spec) throws IOException {
        return jdock.start(spec.build());
    }

    /** Runs a container to its end, with nothing on standard input. */
    Result run(ContainerSpec.Builder spec) throws IOException {
        return finish(start(spec));
    }

    /** Starts what an OCI configuration says. */
    Container start(RuntimeSpec configuration, Path bundle) throws IOException {
        return jdock.start(configuration, bundle, new Streams.Pipes());
    }

    /** Runs what an OCI configuration says. */
    Result run(RuntimeSpec configuration) throws IOException {
        return finish(start(configuration, Path.of("/")));
    }

    /** Output of a script that is to succeed. */
    String output(String script) throws IOException {
        return run(shell(script)).text();
    }

    /** Waits for a process that gets no more input. */
    static Result finish(Process process) throws IOException {
        return finish(process, new byte[0]);
    }

    /** Gives a process its input while its output is read, and waits for its end. */
    static Result finish(Process process, byte[] input) throws IOException {
        CompletableFuture<byte[]> out = readAll(process.getInputStream());
        CompletableFuture<byte[]> err = readAll(process.getErrorStream());
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        int status = await(process);
        return new Result(status, text(out), text(err));
    }

    /** The exit status of a process; one that hangs is killed, and the test fails. */
    static int await(Process process) {
        try {
            if (!process.waitFor(HANGS_AFTER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still runs after " + HANGS_AFTER_SECONDS + " s: " + process);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads up to the end on a thread of its own. */
    static CompletableFuture<byte[]> readAll(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Executors.newSingleThreadExecutor(READERS));
    }

    /** One line of what a process that goes on running writes, and nothing beyond it. */
    static String line(Process process) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream stream = process.getInputStream();
        for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Writes one line to the standard input of a process. */
    static void say(Process process, String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private static String text(CompletableFuture<byte[]> bytes) {
        return new String(bytes.orTimeout(HANGS_AFTER_SECONDS, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        jdock.close();
    }
}
