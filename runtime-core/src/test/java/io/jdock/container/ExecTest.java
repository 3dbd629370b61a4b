package io.jdock.container;

import static io.jdock.container.Containers.await;
import static io.jdock.container.Containers.finish;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.readAll;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxNamespaceType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A further process in a running container: inside the same walls, with the same rights or fewer. */
class ExecTest {
    private static final String NAMESPACES =
            "for n in user mnt pid net ipc uts cgroup time; do readlink /proc/$1/ns/$n; done";

    @AutoClose
    private static final Containers containers = new Containers();

    private static Container container;

    @BeforeAll
    static void startOne() throws IOException {
        container = containers.start(shell("echo $$; exec sleep 1000")
                .environment("FROM", "container")
                .environment("BOTH", "container")
                .workingDirectory(Path.of("/usr"))
                .hostname("box"));
        assertThat(line(container)).isEqualTo("2");
    }

    @AfterAll
    static void endIt() {
        container.destroyForcibly();
    }

    private static ContainerProcess exec(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return container.exec(ExecSpec.of(command.toArray(String[]::new)));
    }

    @Test
    void isInAllOfTheContainersNamespaces() throws IOException {
        List<String> own = finish(exec(NAMESPACES, "self")).lines();

        assertThat(own).hasSize(8).isEqualTo(finish(exec(NAMESPACES, "2")).lines());
        assertThat(finish(exec("hostname; tr '\\0' ' ' < /proc/2/cmdline")).text())
                .isEqualTo("box\nsleep 1000");
    }

    @Test
    void hasTheSameRightsAsTheApplication() throws IOException {
        String rights = "grep -E '^(Cap|NoNewPrivs|Seccomp|Uid|Gid|Groups)' /proc/$1/status";

        assertThat(finish(exec(rights, "self")).text())
                .isEqualTo(finish(exec(rights, "2")).text())
                .contains("NoNewPrivs:\t1");
    }

    @Test
    void hasTheSameRootAndDescriptorsOfItsOwnOnly() throws IOException {
        assertThat(finish(exec("exec ls /proc/self/fd")).lines()).containsExactly("0", "1", "2", "3");
        assertThat(finish(exec("stat -c %d:%i / /proc/2/root/.")).lines())
                .hasSize(2)
                .containsOnly(finish(exec("stat -c %d:%i /")).text());
    }

    @Test
    void hasTheContainersEnvironmentAndItsOwnWhichWins() throws IOException {
        ExecSpec spec = new ExecSpec(
                List.of("/usr/bin/env"),
                Map.of("BOTH", "exec", "MORE", "a b"),
                Optional.empty(),
                Optional.empty(),
                false,
                new Streams.Pipes());

        assertThat(finish(container.exec(spec)).lines())
                .containsExactlyInAnyOrder("FROM=container", "BOTH=exec", "MORE=a b");
    }

    @Test
    void startsInTheContainersDirectoryOrInItsOwn() throws IOException {
        assertThat(finish(container.exec(ExecSpec.of("/bin/pwd"))).text()).isEqualTo("/usr");
        assertThat(finish(container.exec(new ExecSpec(
                                List.of("/bin/pwd"),
                                Map.of(),
                                Optional.of(Path.of("/proc")),
                                Optional.empty(),
                                false,
                                new Streams.Pipes())))
                        .text())
                .isEqualTo("/proc");
    }

    @Test
    void canGiveUpAllCapabilities() throws IOException {
        ExecSpec spec = new ExecSpec(
                List.of("/bin/grep", "^Cap", "/proc/self/status"),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                new Streams.Pipes());

        assertThat(finish(container.exec(spec)).lines())
                .hasSize(5)
                .allMatch(line -> line.endsWith("\t0000000000000000"));
    }

    @Test
    void canBeAnotherUserWhoHasNoCapability() throws IOException {
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
        Container withUsers = containers.start(shell("sleep 1000").user(new UserChoice(0, 0, List.of(1L))));
        ExecSpec spec = new ExecSpec(
                List.of("/bin/sh", "-c", "id -u; id -g; id -G; grep ^CapEff /proc/self/status; echo err > /dev/stderr"),
                Map.of(),
                Optional.empty(),
                Optional.of(new UserChoice(33, 44, List.of(55L, 66L))),
                false,
                new Streams.Pipes());

        assertThat(finish(withUsers.exec(spec)))
                .isEqualTo(new Containers.Result(0, "33\n44\n44 55 66\nCapEff:\t0000000000000000\n", "err\n"));
        withUsers.destroyForcibly();
    }

    @Test
    void entersAContainerWhoseApplicationIsAnotherUser() throws IOException {
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
        Container ofUser = containers.start(shell("sleep 1000").user(new UserChoice(33, 33, List.of(44L))));

        assertThat(finish(ofUser.exec(ExecSpec.of("/bin/sh", "-c", "id -u; id -G")))
                        .text())
                .isEqualTo("33\n33 44");
        ofUser.destroyForcibly();
    }

    @Test
    void endsWithAContainerThatSharesTheHostsProcesses() throws IOException {
        Container sharing = containers.start(shell("echo up; read -r word").share(LinuxNamespaceType.PID));
        assertThat(line(sharing)).isEqualTo("up");
        ContainerProcess process = sharing.exec(
                ExecSpec.of("/bin/sh", "-c", "trap '' TERM HUP; sh -c 'sleep 1000 & echo $!'; sleep 1000"));
        String orphan = line(process);

        sharing.getOutputStream().close();

        assertThat(await(process)).isEqualTo(137);
        assertThat(Path.of("/proc", orphan)).doesNotExist();
    }

    @Test
    void hasStreamsAndAnExitStatusOfItsOwn() throws IOException {
        assertThat(finish(exec("cat; echo err >&2; exit 17"), new byte[] {'h', 'i'}))
                .isEqualTo(new Containers.Result(17, "hi", "err\n"));
        assertThat(container.isAlive()).isTrue();
    }

    @Test
    void getsSignalsByItself() throws IOException {
        ContainerProcess process = exec("trap 'exit 4' USR1; echo ready; sleep 1000 & wait");
        assertThat(line(process)).isEqualTo("ready");

        process.signal(Signal.SIGUSR1);

        assertThat(await(process)).isEqualTo(4);
        assertThat(container.isAlive()).isTrue();
    }

    @Test
    void isKilledByItself() throws IOException {
        ContainerProcess process = exec("trap '' TERM; echo ready; sleep 1000");
        assertThat(line(process)).isEqualTo("ready");

        process.destroyForcibly();

        assertThat(await(process)).isEqualTo(137);
        assertThat(container.isAlive()).isTrue();
    }

    @Test
    void endsWithTheContainer() throws IOException {
        Container shortLived = containers.start(shell("echo up; read -r word"));
        assertThat(line(shortLived)).isEqualTo("up");
        ContainerProcess process =
                shortLived.exec(ExecSpec.of("/bin/sh", "-c", "trap '' TERM HUP; echo up; sleep 1000"));
        assertThat(line(process)).isEqualTo("up");

        shortLived.getOutputStream().close();

        assertThat(await(shortLived)).isEqualTo(1);
        assertThat(await(process)).isEqualTo(137);
    }

    @Test
    void isRefusedOnceTheContainerHasEnded() throws IOException {
        Container ended = containers.start(ContainerSpec.builder("/bin/true"));
        await(ended);

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> ended.exec(ExecSpec.of("/bin/true")))
                .withMessageContaining("enter container " + ended.id())
                .withMessageContaining("has ended");
    }

    @Test
    void aCommandThatIsNotThereIsAnErrorOfTheStart() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> container.exec(ExecSpec.of("no-such-command")))
                .satisfies(e -> assertThat(e.exitStatus()).isEqualTo(127))
                .satisfies(e -> assertThat(e.errno()).contains(Errno.ENOENT))
                .withMessageContaining("no-such-command");
        assertThat(container.isAlive()).isTrue();
    }

    @Test
    void worksTogetherWithoutInit() throws IOException {
        Container bare = containers.start(shell("echo up; read -r word").init(false));
        assertThat(line(bare)).isEqualTo("up");

        assertThat(finish(bare.exec(ExecSpec.of("/bin/sh", "-c", "echo $$; readlink /proc/1/exe")))
                        .out())
                .matches("\\d+\n/.*sh\n");
        bare.destroyForcibly();
    }

    @Test
    void manyAtOnceDoNotDisturbEachOther() throws IOException {
        List<ContainerProcess> processes = new ArrayList<>();
        List<CompletableFuture<byte[]>> outputs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ContainerProcess process = exec("read -r word; echo $1 $word; exit $1", "" + i);
            processes.add(process);
            outputs.add(readAll(process.getInputStream()));
        }
        for (int i = 0; i < processes.size(); i++) {
            Containers.say(processes.get(i), "word" + i);
        }
        for (int i = 0; i < processes.size(); i++) {
            assertThat(await(processes.get(i))).isEqualTo(i);
            assertThat(outputs.get(i).join()).asString().isEqualTo(i + " word" + i + "\n");
        }
    }
}
