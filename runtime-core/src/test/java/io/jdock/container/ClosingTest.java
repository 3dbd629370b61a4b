package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.Hook;
import io.jdock.oci.Hooks;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** The end of an engine, as of a JVM that gets a signal: applications are asked to end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD) // a pipe that nobody opens
class ClosingTest {
    private static final String SAYS_THAT_IT_WAS_ASKED = "trap 'exit 7' TERM; echo > \"$1\"; sleep 1000 & wait";

    @TempDir
    Path directory;

    @BeforeEach
    void letTheContainersUserWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private Path pipe(String name) throws Exception {
        Path pipe = directory.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", "--mode=0666", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        return pipe;
    }

    @Test
    void asksApplicationsToEnd() throws Exception {
        Path up = pipe("up");
        Container container;
        try (Jdock jdock = Jdock.open()) {
            container = jdock.start(shell(SAYS_THAT_IT_WAS_ASKED, up.toString())
                    .volume(Volume.writable(directory))
                    .build());
            Files.readString(up);
        }

        assertThat(container.waitFor()).isEqualTo(7);
    }

    @Test
    void asksAnApplicationToEndWhoseStartHasNotReturnedYet() throws Exception {
        Path up = pipe("up");
        Path begun = pipe("begun");
        Path go = pipe("go");
        Jdock jdock = Jdock.open();
        RuntimeSpec configuration = jdock.configuration(shell(SAYS_THAT_IT_WAS_ASKED, up.toString())
                .volume(Volume.writable(directory))
                .build());
        Hook slow = new Hook(
                "/bin/sh",
                List.of(
                        "sh",
                        "-c",
                        "cat < \"$1\"; echo > \"$2\"; cat < \"$3\"",
                        "sh",
                        up.toString(),
                        begun.toString(),
                        go.toString()),
                List.of("PATH=/usr/bin:/bin"),
                null);
        RuntimeSpec withHook = configuration.toBuilder()
                .hooks(new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(slow), List.of()))
                .build();

        CompletableFuture<Container> started = CompletableFuture.supplyAsync(() -> start(jdock, withHook));
        Files.readString(begun); // the application runs, and would go on for long
        Thread closing = new Thread(jdock::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING && closing.isAlive()) {
            Thread.onSpinWait();
        }
        Files.writeString(go, "\n");
        closing.join();

        assertThat(started.join().waitFor()).isEqualTo(7);
    }

    /** The end of a container is told while its monitor is ending. */
    @Test
    void waitsForTheMonitors() throws Exception {
        Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
        for (int i = 0; i < 20; i++) {
            try (Jdock jdock = Jdock.open()) {
                for (int j = 0; j < 5; j++) {
                    jdock.start(ContainerSpec.builder("true").build()).waitFor();
                }
            }

            assertThat(ProcessHandle.current().children()).isSubsetOf(before);
        }
    }

    private static Container start(Jdock jdock, RuntimeSpec configuration) {
        try {
            return jdock.start(configuration, Path.of("/"), new Streams.Discard());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
