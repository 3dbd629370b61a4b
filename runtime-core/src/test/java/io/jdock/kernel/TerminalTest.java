package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void bothSidesAreTerminalsAndAPipeIsNot() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open();
                Pipe pipe = Pipe.open()) {
            assertThat(Terminal.isTerminal(pair.master())).isTrue();
            assertThat(Terminal.isTerminal(pair.slave())).isTrue();
            assertThat(Terminal.isTerminal(pipe.reader())).isFalse();
            assertThatThrownBy(() -> Terminal.of(pipe.reader()))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("ENOTTY");
        }
    }

    @Test
    void theWindowHasASize() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open()) {
            Terminal.of(pair.master()).setWindowSize(new WindowSize(50, 65535));

            assertThat(Terminal.of(pair.slave()).windowSize()).isEqualTo(new WindowSize(50, 65535));
        }
        assertThatThrownBy(() -> new WindowSize(1, 65536)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void inRawModeEveryByteArrivesAtOnceAndUnchanged() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        try (PseudoTerminal pair = PseudoTerminal.open();
                Terminal.RawMode raw = Terminal.of(pair.slave()).raw()) {
            pair.master().write(all);
            assertThat(pair.slave().inputStream().readNBytes(256)).isEqualTo(all);
            pair.slave().write(all);
            assertThat(pair.master().inputStream().readNBytes(256)).isEqualTo(all);
            raw.close();
        }
    }

    @Test
    void afterRawModeTheSettingsAreAsBefore() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open()) {
            String before = settings(pair);
            Terminal.RawMode raw = Terminal.of(pair.slave()).raw();
            assertThat(settings(pair)).isNotEqualTo(before);
            raw.close();
            raw.close();
            assertThat(settings(pair)).isEqualTo(before).contains("icanon").doesNotContain("-icanon");
        }
    }

    private static String settings(PseudoTerminal pair) throws IOException {
        try (Pipe pipe = Pipe.open()) {
            Spawn spawn = new Spawn(
                    new Spawn.Executable.File("/bin/stty"),
                    List.of("stty", "-a"),
                    List.of("LC_ALL=C"),
                    List.of(new Spawn.Inheritance(pair.slave(), 0), new Spawn.Inheritance(pipe.writer(), 1)));
            try (Child child = spawn.start()) {
                pipe.writer().close();
                String text = new String(pipe.reader().inputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(child.waitFor()).isEqualTo(new ExitStatus(false, 0));
                return text;
            }
        }
    }

    @Test
    void theMastersStreamEndsWhenNobodyHasTheOtherSide() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open();
                InputStream in = Terminal.masterInputStream(pair.master())) {
            pair.slave().write("bye".getBytes(StandardCharsets.US_ASCII));
            pair.slave().close();

            assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("bye");
        }
    }

    /** What the kernel has yet to carry over from one side to the other counts. */
    @Test
    void whatWasWrittenIsAvailableAtOnce() throws IOException {
        try (PseudoTerminal pair = PseudoTerminal.open();
                InputStream in = Terminal.masterInputStream(pair.master())) {
            for (int i = 0; i < 10_000; i++) {
                pair.slave().write(new byte[] {'x'});

                assertThat(in.available()).as("after " + i).isEqualTo(1);
                assertThat(in.read()).isEqualTo('x');
            }
        }
    }

    @Test
    void aThousandPairsLeaveNothing() throws IOException {
        int before = OpenDescriptors.count();
        for (int i = 0; i < 1000; i++) {
            try (PseudoTerminal pair = PseudoTerminal.open()) {
                Terminal.of(pair.slave()).raw().close();
            }
        }
        OpenDescriptors.awaitAtMost(before);
    }
}
