package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.PseudoTerminal;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.WindowSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maven on a terminal: with {@code jdock:run} the application has one of its own behind it. */
class TerminalIT {
    /** Longer than anything here takes on a slow machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private PseudoTerminal terminal;
    private InputStream screen;
    private byte[] settings;
    private final StringBuilder shown = new StringBuilder();
    private Process maven;

    @BeforeEach
    void open() throws IOException {
        terminal = PseudoTerminal.open();
        screen = terminal.master().inputStream();
        settings = Terminal.of(terminal.slave()).settings();
        resize(24, 80);
    }

    @AfterEach
    void close() {
        if (maven != null) {
            maven.destroyForcibly();
        }
        terminal.close();
    }

    private void start(String script) throws IOException {
        start(MavenBuild.of("probe"), "jdock:run", "-Djdock.command=sh -c '" + script + "'");
    }

    private void start(MavenBuild build, String... arguments) throws IOException {
        Path device = Files.readSymbolicLink(
                Path.of("/proc/self/fd/" + terminal.slave().number()));
        maven = build.startOn(device.toFile(), arguments);
    }

    private void resize(int rows, int columns) throws IOException {
        Terminal.of(terminal.master()).setWindowSize(new WindowSize(rows, columns));
    }

    private void type(String keys) throws IOException {
        terminal.master().write(keys.getBytes(StandardCharsets.UTF_8));
    }

    private void await(String text) throws IOException {
        byte[] bytes = new byte[4096];
        while (shown.indexOf(text) < 0) {
            boolean more = maven.isAlive() || terminal.master().awaitReadable(Duration.ZERO);
            if (!more || !terminal.master().awaitReadable(PATIENCE)) {
                throw new AssertionError("'" + text + "' is not shown, but: " + shown);
            }
            int count = screen.read(bytes);
            shown.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
        }
    }

    private int awaitEnd() throws InterruptedException {
        assertThat(maven.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return maven.exitValue();
    }

    @Test
    void theApplicationIsOnATerminalOfTheSameSizeThatGetsEveryKey() throws Exception {
        start(
                "tty; stty size; trap \"stty size; exit 0\" WINCH; read -r word; echo got $word; while :; do read -r w; done");
        await("/dev/pts/0\r\n24 80");
        type("word\n");
        await("got word");
        resize(50, 100);
        await("50 100");
        await("BUILD SUCCESS");

        assertThat(awaitEnd()).isZero();
        assertThat(Terminal.of(terminal.slave()).settings()).isEqualTo(settings);
    }

    @Test
    void ctrlCInterruptsTheApplicationAloneAndTheBuildGoesOn() throws Exception {
        start("echo ready; exec sleep 1000"); // a shell that is about to start a child puts the signal off until that
        // ends
        await("ready");
        type("\003");
        await("The application was interrupted");
        await("BUILD SUCCESS");

        assertThat(awaitEnd()).isZero();
        assertThat(Terminal.of(terminal.slave()).settings()).isEqualTo(settings);
    }

    /** Cyan is the first container's colour. */
    @Test
    void theNameOfAContainerIsColouredOnTheScreenAndNotInAFile() throws Exception {
        MavenBuild build = MavenBuild.of("probe").copiedOnce();
        start(
                build,
                "jdock:start",
                "-Djdock.alias=web",
                "-Djdock.wait.log=up",
                "-Djdock.command=sh -c 'echo up; sleep 1000'");
        await("[\033[36mweb\033[m] up\r\n");
        await("BUILD SUCCESS");

        assertThat(awaitEnd()).isZero();
        assertThat(build.source().resolve("target/jdock/web.log")).hasContent("up");
    }
}
