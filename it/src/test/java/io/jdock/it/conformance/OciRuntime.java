package io.jdock.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The command line under test, with a memory of its own. Deletes the containers that a test left. */
final class OciRuntime implements AutoCloseable {
    /** No command takes that long unless something hangs. */
    private static final long PATIENCE_SECONDS = 60;

    private static final long PAUSE_MILLIS = 5;

    private final Path executable;
    private final Path directory;
    private final Set<String> ids = new LinkedHashSet<>();
    private int commands;

    /** @param directory empty; what the runtime remembers and what it writes goes there */
    OciRuntime(Path executable, Path directory) {
        this.executable = executable;
        this.directory = directory;
    }

    /** Runs a command. What a container inherits of its streams are files, so that nothing waits for its end. */
    Outcome command(String... arguments) throws IOException, InterruptedException {
        File out = directory.resolve(++commands + ".out").toFile();
        File err = directory.resolve(commands + ".err").toFile();
        List<String> command = new ArrayList<>(List.of(
                executable.toString(), "--root", directory.resolve("root").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out)
                .redirectError(err)
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " hangs: " + Files.readString(err.toPath()));
        }
        return new Outcome(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    Outcome create(String id, Bundle bundle) throws IOException, InterruptedException {
        ids.add(id);
        return command("create", "--bundle", bundle.directory().toString(), id);
    }

    Outcome run(String id, Bundle bundle) throws IOException, InterruptedException {
        ids.add(id);
        return ended(id, command("run", "--bundle", bundle.directory().toString(), id));
    }

    Outcome delete(String id) throws IOException, InterruptedException {
        return ended(id, command("delete", id));
    }

    /** After a command that leaves no container if it succeeds: each command is a JVM, and one for what is not there is saved. */
    private Outcome ended(String id, Outcome outcome) {
        if (outcome.status() == 0) {
            ids.remove(id);
        }
        return outcome;
    }

    /** Finds a container to be none. */
    void knowsNothingOf(String id) throws IOException, InterruptedException {
        command("state", id).failed();
        ids.remove(id);
    }

    JsonNode state(String id) throws IOException, InterruptedException {
        return command("state", id).succeeded().json();
    }

    String status(String id) throws IOException, InterruptedException {
        return state(id).path("status").asText();
    }

    long pid(String id) throws IOException, InterruptedException {
        return state(id).path("pid").asLong();
    }

    /** Waits until the process of a container has ended. Its parent is another: the JDK would look in pauses that grow to seconds. */
    void awaitEnd(long pid) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (ProcessHandle.of(pid).isPresent()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("process " + pid + " does not end");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String id : ids) {
            command("delete", "--force", id);
        }
    }
}
