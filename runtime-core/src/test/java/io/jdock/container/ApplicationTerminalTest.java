package io.jdock.container;

import static io.jdock.container.Containers.await;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.say;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An application, or a further process, that has a terminal instead of pipes. */
class ApplicationTerminalTest {
    private static final Streams.Terminal SMALL = new Streams.Terminal(10, 30);

    @AutoClose
    private static final Containers containers = new Containers();

    /** A terminal ends its lines with a carriage return too. */
    private static String shown(Process process) throws IOException {
        return line(process).stripTrailing();
    }

    @Test
    void isItsControllingTerminalAndConsoleOfTheGivenSize() throws IOException {
        Container container = containers.start(
                shell("tty; stty size; echo to the console > /dev/console; echo to the tty > /dev/tty; echo err >&2")
                        .streams(SMALL));

        for (String expected : new String[] {"/dev/pts/0", "10 30", "to the console", "to the tty", "err"}) {
            assertThat(shown(container)).isEqualTo(expected);
        }
        assertThat(await(container)).isZero();
    }

    @Test
    void tellsTheApplicationThatItsSizeChanged() throws IOException {
        Container container =
                containers.start(shell("trap 'stty size; exit 3' WINCH; echo ready; while :; do read -r word; done")
                        .streams(SMALL));
        assertThat(shown(container)).isEqualTo("ready");

        container.resize(40, 100);

        assertThat(shown(container)).isEqualTo("40 100");
        container.destroyForcibly();
    }

    @Test
    void makesASignalOfAKey() throws IOException {
        Container container = containers.start(
                shell("trap 'echo interrupted; exit 5' INT; echo ready; while :; do read -r word; done")
                        .streams(SMALL));
        assertThat(shown(container)).isEqualTo("ready");

        container.getOutputStream().write(3); // Ctrl-C
        container.getOutputStream().flush();

        assertThat(shown(container)).endsWith("interrupted");
        assertThat(await(container)).isEqualTo(5);
    }

    @Test
    void ofAFurtherProcessIsItsOwn() throws IOException {
        Container container = containers.start(shell("echo ready; read -r word").streams(SMALL));
        assertThat(shown(container)).isEqualTo("ready");

        ContainerProcess process = container.exec(ExecSpec.of("/bin/sh", "-c", "tty; stty size; read -r w; echo got $w")
                .withStreams(new Streams.Terminal(20, 60)));

        assertThat(shown(process)).isEqualTo("/dev/pts/1");
        assertThat(shown(process)).isEqualTo("20 60");
        say(process, "word");
        assertThat(shown(process)).isEqualTo("word"); // the terminal's echo
        assertThat(shown(process)).isEqualTo("got word");
        assertThat(await(process)).isZero();
        container.destroyForcibly();
    }

    @Test
    void isThereOnlyIfItIsAskedFor() throws IOException {
        Container container = containers.start(shell("tty; ls /dev/console 2>&1; read -r word"));

        assertThat(line(container)).isEqualTo("not a tty");
        assertThat(line(container)).contains("No such file");
        assertThatThrownBy(() -> container.resize(1, 1)).isInstanceOf(IllegalStateException.class);
        container.destroyForcibly();
    }
}
