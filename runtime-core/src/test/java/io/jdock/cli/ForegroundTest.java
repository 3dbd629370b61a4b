package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.TerminalSession;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code exec} on a terminal that the test made, of processes that have one. */
class ForegroundTest {
    private static final String FOLLOWS_THE_SIZE =
            "trap 'stty size; exit 3' WINCH; stty size; echo ready; while :; do read -r word; done";

    @TempDir
    private Path directory;

    private CommandLineOfJdock jdock;

    @BeforeEach
    void open() {
        jdock = new CommandLineOfJdock(directory.resolve("state"));
    }

    @AfterEach
    void close() {
        jdock.close();
    }

    private TerminalSession start(String... arguments) throws Exception {
        return TerminalSession.start(jdock.java(jdock.withRoot(arguments)), Map.of());
    }

    private static void assertFollowsTheSize(TerminalSession session) throws Exception {
        session.await("24 80");
        session.await("ready");
        session.resize(50, 100);
        session.await("50 100");

        assertThat(session.awaitEnd()).isEqualTo(3);
        assertThat(session.isChanged()).isFalse();
    }

    @Test
    void runFollowsTheSizeOfTheTerminal() throws Exception {
        Bundle bundle = Bundle.make(directory.resolve("bundle"), "read -r go; " + FOLLOWS_THE_SIZE);
        bundle.with(document -> bundle.process().put("terminal", true));

        try (TerminalSession session =
                start("run", "--bundle", bundle.directory().toString(), "one")) {
            session.type("go\n");
            assertFollowsTheSize(session);
        }
    }

    @Test
    void execFollowsTheSizeOfTheTerminal() throws Exception {
        Bundle bundle = Bundle.make(directory.resolve("bundle"), "sleep 1000");
        jdock.command("run", "--detach", "--bundle", bundle.directory().toString(), "one")
                .succeeded();

        try (TerminalSession session = start("exec", "--tty", "one", "sh", "-c", FOLLOWS_THE_SIZE)) {
            assertFollowsTheSize(session);
        }
    }
}
