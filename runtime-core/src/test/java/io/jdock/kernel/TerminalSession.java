package io.jdock.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program on a terminal of its own, as a person at the keyboard has it. */
public final class TerminalSession implements AutoCloseable {
    /** Nothing takes that long unless something hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PseudoTerminal terminal;
    private final byte[] settings;
    private final InputStream screen;
    private final StringBuilder shown = new StringBuilder();
    private final Process process;

    private TerminalSession(PseudoTerminal terminal, List<String> command, Map<String, String> environment)
            throws IOException {
        this.terminal = terminal;
        settings = Terminal.of(terminal.slave()).settings();
        screen = terminal.master().inputStream();
        List<String> onTerminal = new ArrayList<>(List.of("setsid", "--ctty"));
        onTerminal.addAll(command);
        Path device = Files.readSymbolicLink(
                Path.of("/proc/self/fd/" + terminal.slave().number()));
        ProcessBuilder builder = new ProcessBuilder(onTerminal)
                .redirectInput(device.toFile())
                .redirectOutput(Redirect.appendTo(device.toFile()))
                .redirectError(Redirect.appendTo(device.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts a program on a terminal of 24 rows and 80 columns. */
    public static TerminalSession start(List<String> command, Map<String, String> environment) throws IOException {
        PseudoTerminal terminal = PseudoTerminal.open();
        try {
            Terminal.of(terminal.master()).setWindowSize(new WindowSize(24, 80));
            return new TerminalSession(terminal, command, environment);
        } catch (IOException | RuntimeException | Error e) {
            terminal.close();
            throw e;
        }
    }

    public Process process() {
        return process;
    }

    /** Reads until a text has been shown that was not asked for before. */
    public void await(String text) throws IOException {
        byte[] bytes = new byte[4096];
        int found = shown.indexOf(text);
        while (found < 0) {
            if (!process.isAlive() && !terminal.master().awaitReadable(Duration.ZERO)) {
                throw new AssertionError("'" + text + "' was not shown until the end, but: " + shown);
            }
            if (!terminal.master().awaitReadable(PATIENCE)) {
                throw new AssertionError("'" + text + "' is not shown, but: " + shown);
            }
            int count = screen.read(bytes);
            shown.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
            found = shown.indexOf(text);
        }
        shown.delete(0, found + text.length());
    }

    public void type(String keys) throws IOException {
        terminal.master().write(keys.getBytes(StandardCharsets.UTF_8));
    }

    public void resize(int rows, int columns) throws IOException {
        Terminal.of(terminal.master()).setWindowSize(new WindowSize(rows, columns));
    }

    /** Whether the terminal hands every key on, or does anything else that it did not at first. */
    public boolean isChanged() throws IOException {
        return !Arrays.equals(Terminal.of(terminal.slave()).settings(), settings);
    }

    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs, and has shown: " + shown);
        }
        return process.exitValue();
    }

    /** Waits until the terminal is as it was at first. */
    public void awaitUnchanged() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isChanged()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the terminal's settings stay changed");
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        terminal.close();
    }
}
