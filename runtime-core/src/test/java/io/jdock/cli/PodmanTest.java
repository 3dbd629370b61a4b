package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cli.Podman.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Podman drives jdock in the place of crun and runc, as root and without. */
@TestInstance(Lifecycle.PER_CLASS)
class PodmanTest {
    /** Says when it is ready, ends when it is asked to, and tells how. */
    private static final String SERVICE = "trap 'echo bye; exit 3' TERM; echo hello; echo > /shared/ready ready;"
            + " while true; do sleep 0.05; done";

    private static final String WAIT = "while [ ! -e $0 ]; do sleep 0.05; done; cat $0";

    private @Nullable Podman podman;

    @BeforeAll
    void importAnImage(@TempDir Path directory) throws Exception {
        podman = Podman.withImage(directory);
    }

    @AfterAll
    void takeAllDown() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    private void startService(String name) throws Exception {
        podman.run(List.of("--detach", "--name", name), "sh", "-c", SERVICE).succeeded();
        podman.command("exec", name, "sh", "-c", WAIT, "/shared/ready").succeeded();
    }

    private String inspect(String name, String format) throws Exception {
        return podman.command("inspect", "--format", format, name)
                .succeeded()
                .out()
                .strip();
    }

    @Test
    void runGivesOutputAndStatus() throws Exception {
        Result result = podman.run(List.of("--rm"), "sh", "-c", "echo out; echo problem >&2; exit 7");

        assertThat(result.status()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("problem\n");
    }

    @Test
    void aCommandThatIsMissingHasTheStatusOfAShell() throws Exception {
        Result result = podman.run(List.of("--rm"), "nonsuch");

        assertThat(result.status()).isEqualTo(127);
        assertThat(result.err()).contains("cannot find the command nonsuch");
    }

    @Test
    void aServiceIsEnteredAndStopped() throws Exception {
        startService("web");

        assertThat(inspect("web", "{{.State.Status}} {{.OCIRuntime}}"))
                .startsWith("running ")
                .endsWith("/runtime");
        assertThat(podman.command("exec", "web", "sh", "-c", "id -u; exit 5")).isEqualTo(new Result(5, "0\n", ""));
        assertThat(podman.command("exec", "web", "nonsuch").status()).isEqualTo(127);
        podman.command("exec", "--detach", "web", "sh", "-c", "echo detached > /shared/detached")
                .succeeded();
        assertThat(podman.command("exec", "web", "sh", "-c", WAIT, "/shared/detached")
                        .out())
                .isEqualTo("detached\n");

        podman.command("stop", "--time", "60", "web").succeeded();

        assertThat(inspect("web", "{{.State.Status}} {{.State.ExitCode}}")).isEqualTo("exited 3");
        assertThat(podman.command("logs", "web").out()).isEqualTo("hello\nbye\n");
        podman.command("rm", "web").succeeded();
        assertThat(podman.command("inspect", "web").status()).isNotZero();
    }

    @Test
    void aServiceIsKilled() throws Exception {
        startService("victim");

        podman.command("kill", "victim").succeeded();

        assertThat(podman.command("wait", "victim").succeeded().out()).isEqualTo("137\n");
    }

    @Test
    void terminalsAreTheContainers() throws Exception {
        assertThat(podman.run(List.of("--rm", "--tty"), "tty").succeeded().out())
                .isEqualTo("/dev/pts/0\r\n");
        startService("terminals");

        assertThat(podman.command("exec", "--tty", "terminals", "tty")
                        .succeeded()
                        .out())
                .isEqualTo("/dev/pts/0\r\n");
    }

    @Test
    void aServiceIsPausedLimitedAndMeasured() throws Exception {
        assumeTrue(podman.isRoot(), "Podman makes no control groups of version 1 without root");
        podman.run(List.of("--detach", "--name", "limited", "--pids-limit", "20"), "sh", "-c", SERVICE)
                .succeeded();

        podman.command("pause", "limited").succeeded();
        assertThat(inspect("limited", "{{.State.Status}}")).isEqualTo("paused");
        podman.command("unpause", "limited").succeeded();

        assertThat(inspect("limited", "{{.State.Status}}")).isEqualTo("running");
        assertThat(podman.command("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}", "limited")
                        .succeeded()
                        .out())
                .matches("limited [1-9]\n");
        assertThat(podman.command(
                                "exec",
                                "limited",
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null; true")
                        .succeeded()
                        .out())
                .isEqualTo("20\n");
    }

    // ---- builds in its containers, as continuous integration runs them

    private Result build(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--rm"));
        all.addAll(List.of(options));
        all.addAll(InnerBuild.volumes());
        return podman.run(all, InnerBuild.command());
    }

    @Test
    void containersStartInsideIfNothingIsHidden() throws Exception {
        Result result = build("--security-opt", "unmask=ALL");

        assertThat(result.err()).doesNotContain("Exception");
        assertThat(result.out()).isEqualTo(InnerBuild.STARTED);
        assertThat(result.status()).isZero();
    }

    @Test
    void theDoctorInsideNamesWhatPodmanHasToBeToldElse() throws Exception {
        assertThat(build().out()).startsWith("proc: start the outer container with Podman's --security-opt unmask=ALL");
    }
}
