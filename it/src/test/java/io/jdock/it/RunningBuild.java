package io.jdock.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A build that has been started.
 *
 * @param maven its process
 * @param directory the project
 * @param output file to which Maven and the application write
 */
record RunningBuild(Process maven, Path directory, Path output) {
    /** Longer than anything here takes on a slow machine: it only keeps a test that went wrong from hanging for ever. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    FinishedBuild await() throws IOException, InterruptedException {
        if (!maven.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            maven.destroyForcibly();
            throw new AssertionError("the build does not end:\n" + Files.readString(output));
        }
        return new FinishedBuild(maven.exitValue(), directory, Files.readString(output));
    }

    /** Sends a signal to Maven. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-s", name, String.valueOf(maven.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("cannot send SIG" + name);
        }
    }

    /** Waits until the output contains a text. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.readString(output).contains(text)) {
            if (!maven.isAlive() || Instant.now().isAfter(deadline)) {
                maven.destroyForcibly();
                throw new AssertionError("'" + text + "' does not come:\n" + Files.readString(output));
            }
            Thread.sleep(20);
        }
    }
}
