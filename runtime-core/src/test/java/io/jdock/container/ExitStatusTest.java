package io.jdock.container;

import static io.jdock.container.Containers.await;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.Child;
import io.jdock.kernel.Signal;
import io.jdock.kernel.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an application ended is told as a shell tells it. */
class ExitStatusTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 125, 126, 127, 128, 143, 255})
    void isTheApplicationsOwn(int status) throws IOException {
        assertThat(containers.run(shell("exit " + status)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 255})
    void isTheSameWithoutAnInitProcess(int status) throws IOException {
        assertThat(containers.run(shell("exit " + status).init(false)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"HUP, 1", "INT, 2", "QUIT, 3", "ABRT, 6", "KILL, 9", "SEGV, 11", "PIPE, 13", "TERM, 15", "RTMIN, 34"})
    void is128AndTheNumberOfTheSignalThatEndedTheApplication(String name, int number) throws IOException {
        // the application is a child of PID 1, so that even SIGKILL from inside reaches it
        assertThat(containers.run(shell("kill -" + name + " $$; sleep 1000")).status())
                .isEqualTo(128 + number);
    }

    @Test
    void is137WhenTheFirstProcessIsKilledFromOutside() throws IOException {
        Container container = containers.start(shell("echo up; exec sleep 1000").init(false));
        assertThat(line(container)).isEqualTo("up");

        container.signal(Signal.SIGKILL);

        assertThat(await(container)).isEqualTo(137);
    }

    @Test
    void isToldBeforeWaitForReturns() throws Exception {
        Container container = containers.start(shell("exit 5"));

        assertThat(container.waitFor()).isEqualTo(5);
        assertThat(container.exitValue()).isEqualTo(5);
        assertThat(container.isAlive()).isFalse();
        assertThat(container.waitFor(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isNotToldWhileTheApplicationRuns() throws Exception {
        Container container = containers.start(shell("read -r word"));

        assertThat(container.isAlive()).isTrue();
        assertThat(container.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(container::exitValue).isInstanceOf(IllegalThreadStateException.class);
        assertThat(container.onExit()).isNotDone();

        container.getOutputStream().close();
        assertThat(await(container)).isEqualTo(1);
    }

    @Test
    void onExitCompletesWithTheContainer() throws Exception {
        Container container = containers.start(shell("exit 6"));

        assertThat(container.onExit().get()).isSameAs(container);
        assertThat(container.exitValue()).isEqualTo(6);
    }

    /** Those that are started where the processors are busy tell it in another way. A JVM's own files may fill what numbers that leaves free. */
    @Test
    void isTheApplicationsOwnIfManyRunAtOnceAndProgramsInheritNothing() throws Exception {
        Spawn any = new Spawn(new Spawn.Executable.File("/bin/true"), List.of("true"), List.of(), List.of());
        try (Child alone = any.startAlone()) {
            alone.waitFor();
        }

        List<Integer> statuses = IntStream.range(0, 64)
                .parallel()
                .mapToObj(number -> statusOf("exit 7"))
                .toList();

        assertThat(statuses).containsOnly(7);
    }

    private static int statusOf(String script) {
        try {
            return containers.run(shell(script)).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void cancellingOnExitLeavesTheContainerAlone() throws Exception {
        Container container = containers.start(shell("read -r word; exit 4"));

        container.onExit().cancel(true);

        assertThat(container.isAlive()).isTrue();
        container.getOutputStream().close();
        assertThat(container.waitFor()).isEqualTo(4);
    }

    @Test
    void severalThreadsMayWait() throws Exception {
        Container container = containers.start(shell("read -r word; exit 9"));
        Thread[] threads = new Thread[8];
        int[] statuses = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> statuses[index] = await(container));
            threads[i].start();
        }

        container.getOutputStream().close();

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(statuses).containsOnly(9);
    }
}
