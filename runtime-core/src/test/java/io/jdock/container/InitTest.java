package io.jdock.container;

import static io.jdock.container.Containers.await;
import static io.jdock.container.Containers.finish;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jdock.kernel.Signal;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first process of a container: it takes care of orphans and passes signals on, or is the application itself. */
class InitTest {
    /** Says that it is ready, and the name of the signal that it gets; the signal's name is its argument. */
    private static final String TELLS_OF_A_SIGNAL = "trap 'echo got $1; exit 9' $1; echo ready; sleep 1000 & wait";

    @AutoClose
    private static final Containers containers = new Containers();

    private static Signal signal(String name) {
        return Signal.named(name).orElseThrow();
    }

    @Test
    void theApplicationIsTheChildOfProcess1WhichIsOurs() throws IOException {
        assertThat(containers.output("echo $PPID; cat /proc/1/comm; tr '\\0' ' ' < /proc/1/cmdline"))
                .matches("1\njdock\njdock [0-9a-f]{12} ?");
    }

    @Test
    void withoutInitTheApplicationIsProcess1() throws IOException {
        assertThat(containers.run(shell("echo $$ $PPID").init(false)).text()).isEqualTo("1 0");
    }

    @Test
    void orphansAreAdopted() throws IOException {
        String script = "orphan=$(sh -c 'sleep 1000 >&- & echo $!');"
                + " until grep -q '^PPid:.1$' /proc/$orphan/status; do :; done";

        assertThat(containers.run(shell(script)).status()).isZero();
    }

    @Test
    void orphansThatEndLeaveNoZombie() throws IOException {
        String script = "for i in $(seq 50); do sh -c 'true & true &'; done;"
                + " until [ \"$(grep -ls '^PPid:.1$' /proc/[0-9]*/status)\" = /proc/$$/status ]; do :; done";

        assertThat(containers.run(shell(script)).status()).isZero();
    }

    @Test
    void theStatusIsTheApplicationsAndNotThatOfAnOrphan() throws IOException {
        // orphans and the application end at the same time, so that one SIGCHLD tells of several
        String script = "for i in $(seq 20); do sh -c 'exit 99 & exit 98 &'; done; exit 5";

        for (int i = 0; i < 20; i++) {
            assertThat(containers.run(shell(script)).status()).isEqualTo(5);
        }
    }

    @Test
    void process1SleepsWhenNothingHappens() throws IOException {
        // a loop that polled would never be seen asleep
        String script = "orphan=$(sh -c 'true >&- & echo $!'); while [ -d /proc/$orphan ]; do :; done;"
                + " until grep -q '^State:.S' /proc/1/status; do :; done";

        assertThat(containers.run(shell(script)).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheApplicationLeavesRunningEndsWithIt(boolean init) throws IOException {
        // the background process holds the output open: were it still there, reading would not end
        Containers.Result result = containers.run(
                shell("trap '' HUP TERM; sleep 1000 & echo up; exit 2").init(init));

        assertThat(result).isEqualTo(new Containers.Result(2, "up\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HUP", "INT", "QUIT", "USR1", "USR2", "TERM", "WINCH", "ALRM", "ABRT", "CONT", "RTMIN", "RTMAX"})
    void signalsReachTheApplication(String name) throws IOException {
        Container container = containers.start(shell(TELLS_OF_A_SIGNAL, name));
        assertThat(line(container)).isEqualTo("ready");

        container.signal(signal(name));

        assertThat(finish(container)).isEqualTo(new Containers.Result(9, "got " + name + "\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "USR1", "TERM", "WINCH"})
    void signalsReachAnApplicationThatIsProcess1(String name) throws IOException {
        Container container = containers.start(shell(TELLS_OF_A_SIGNAL, name).init(false));
        assertThat(line(container)).isEqualTo("ready");

        container.signal(signal(name));

        assertThat(finish(container).status()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM", "USR1"})
    void anApplicationThatDoesNotCareDiesOfASignalAsAnywhere(String name) throws IOException {
        Container container = containers.start(shell("echo ready; exec sleep 1000"));
        assertThat(line(container)).isEqualTo("ready");

        container.signal(signal(name));

        assertThat(await(container)).isEqualTo(128 + signal(name).number());
    }

    @Test
    void aBurstOfSignalsEndsNeitherInitNorMonitor() throws IOException {
        Container container =
                containers.start(shell("trap : USR1 USR2 WINCH; echo ready; until read -r word; do :; done; exit 8"));
        assertThat(line(container)).isEqualTo("ready");

        for (int i = 0; i < 500; i++) {
            container.signal(Signal.SIGUSR1);
            container.signal(Signal.SIGUSR2);
            container.signal(Signal.SIGWINCH);
        }

        Containers.say(container, "go");
        assertThat(await(container)).isEqualTo(8);
    }

    @Test
    void aSignalAfterTheEndIsIgnored() throws IOException {
        Container container = containers.start(ContainerSpec.builder("/bin/true"));
        await(container);

        container.signal(Signal.SIGTERM);

        assertThat(container.exitValue()).isZero();
    }

    @Test
    void process1CannotBeKilledFromInside() throws IOException {
        assertThat(containers.output("kill -9 1; kill -STOP 1; echo still here"))
                .isEqualTo("still here");
    }

    @Test
    void process1HasFewRights() throws IOException {
        assertThat(containers
                        .run(shell(
                                        "until grep -q '^NoNewPrivs:.1' /proc/1/status; do :; done; grep -E '^(Cap|NoNewPrivs)' /proc/1/status")
                                .dropCapability("ALL")
                                .addCapability("CHOWN"))
                        .lines())
                .containsExactly(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t0000000000080020", // CAP_KILL, 5, and CAP_SYS_PTRACE, 19
                        "CapEff:\t0000000000000020",
                        "CapBnd:\t0000000000000001", // CAP_CHOWN, 0
                        "CapAmb:\t0000000000000000",
                        "NoNewPrivs:\t1");
    }

    @Test
    void process1CannotBeTakenOver() throws IOException {
        // it is the same user as the application, but outside of its seccomp filter
        assertThat(containers.output("(exec 3<>/proc/1/mem) 2>/dev/null && echo open;"
                        + " readlink /proc/1/root /proc/1/cwd /proc/1/exe; readlink /proc/1/fd/*; echo end"))
                .isEqualTo("end");
    }

    @Test
    void anApplicationThatMayTakeItOverAndTellsItsEndTooEarlyIsKilled() throws IOException {
        assumeFalse(containers.engine().host().privileged(), "root's pipes belong to nobody inside");
        Container container = containers.start(
                shell("for file in /proc/1/fd/*; do printf '\\7\\0\\0\\0' >$file; done; exec sleep 1000")
                        .addCapability("SYS_PTRACE"));

        assertThat(await(container)).isEqualTo(7);
        container.gone().join();
    }

    @Test
    void whatIsNoStatusCountsForNothing() throws IOException {
        Container container = containers.start(
                shell("for file in /proc/1/fd/*; do printf '\\377\\377\\377\\377' >$file; done; exit 3")
                        .addCapability("SYS_PTRACE"));

        assertThat(await(container)).isEqualTo(3);
    }
}
