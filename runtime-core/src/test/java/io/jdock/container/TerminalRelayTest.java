package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.TerminalSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that lends its terminal to a container: the program is another JVM, on a terminal that the test made. */
class TerminalRelayTest {
    /** What such a program does. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (Jdock jdock = Jdock.open()) {
                Streams.Terminal terminal = TerminalRelay.terminal().orElseThrow();
                Container container =
                        jdock.start(shell(arguments[0]).streams(terminal).build());
                int status;
                try (TerminalRelay relay = TerminalRelay.of(container)) {
                    status = container.waitFor();
                }
                System.out.println("status " + status);
            }
        }
    }

    private static TerminalSession start(String script) throws IOException {
        return TerminalSession.start(OtherJvm.command(Program.class, script), OtherJvm.environment());
    }

    @Test
    void keysAndOutputGoThroughUnchanged() throws Exception {
        try (TerminalSession session = start("stty -echo; tty; read -r word; echo got $word; tty >&2; echo $TERM")) {
            session.await("/dev/pts/0\r\n");
            session.type("wörd\n");
            session.await("got wörd\r\n/dev/pts/0\r\n");
            session.await("status 0");

            assertThat(session.awaitEnd()).isZero();
            assertThat(session.isChanged()).isFalse();
        }
    }

    @Test
    void theSizeIsTheCallersAndFollowsIt() throws Exception {
        try (TerminalSession session =
                start("trap 'stty size' WINCH; stty size; echo ready; while :; do read -r word; done")) {
            session.await("24 80");
            session.await("ready");

            session.resize(40, 132);
            session.await("40 132");
            session.resize(30, 90);
            session.await("30 90");
        }
    }

    @Test
    void ctrlCIsTheApplicationsAffair() throws Exception {
        try (TerminalSession session =
                start("trap 'echo interrupted; exit 7' INT; echo ready; while :; do read -r word; done")) {
            session.await("ready");
            session.type("\003");
            session.await("interrupted");
            session.await("status 7");
            session.awaitEnd();
        }
    }

    @Test
    void whatIsTypedAfterTheEndIsForTheProgramThatFollows() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "\"$@\"; read -r word; echo the shell got $word", "sh"));
        command.addAll(OtherJvm.command(Program.class, "true"));
        try (TerminalSession session = TerminalSession.start(command, OtherJvm.environment())) {
            session.await("status 0");
            session.type("word\n");
            session.await("the shell got word");
        }
    }

    @Test
    void theTerminalIsGivenBackWhenTheProgramIsAskedToEnd() throws Exception {
        try (TerminalSession session = start("trap 'exit 3' TERM; echo ready; while :; do read -r word; done")) {
            session.await("ready");
            assertThat(session.isChanged()).isTrue();

            session.process().destroy();
            session.awaitEnd();

            assertThat(session.isChanged()).isFalse();
        }
    }

    @Test
    void theTerminalIsGivenBackWhenTheProgramIsKilled() throws Exception {
        try (TerminalSession session = start("echo ready; read -r word")) {
            session.await("ready");
            assertThat(session.isChanged()).isTrue();

            session.process().destroyForcibly();
            session.awaitEnd();

            session.awaitUnchanged();
        }
    }
}
