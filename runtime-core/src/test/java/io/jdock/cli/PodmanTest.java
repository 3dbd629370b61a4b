package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cli.Podman.Result;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** What such a build does: tells what stands in the way of containers, and starts one. */
    static final class Build {
        public static void main(String[] arguments) throws Exception {
            Doctor.examine(HostProbe.probe()).stream()
                    .filter(finding -> finding.status() == Finding.Status.MISSING)
                    .forEach(finding -> System.out.println(finding.name() + ": " + finding.remedy()));
            try (Jdock jdock = Jdock.open()) {
                ContainerSpec spec = ContainerSpec.builder("/bin/sh", "-c", "echo user $(id -u), process $$")
                        .streams(new Streams.Inherit())
                        .build();
                System.exit(jdock.start(spec).waitFor());
            }
        }

        private Build() {}
    }

    /** {@code podman run} of {@link Build} with this machine's system, Java and class path. */
    private Result build(String... options) throws Exception {
        Set<String> shown = new LinkedHashSet<>(List.of("/usr", "/bin", "/lib", "/lib64", "/etc/alternatives"));
        Path java = Path.of(System.getProperty("java.home"));
        shown.add(java.toString());
        shown.add(java.resolve("conf/net.properties").toRealPath().getParent().toString()); // in /etc, as Debian has it
        String classPath = System.getProperty("java.class.path");
        shown.addAll(List.of(classPath.split(":", -1)));
        List<String> all = new ArrayList<>(List.of("--rm"));
        all.addAll(List.of(options));
        shown.stream()
                .filter(path -> path.startsWith("/") && Files.exists(Path.of(path)))
                .forEach(path -> all.addAll(List.of("--volume", path + ":" + path + ":ro")));
        return podman.run(all, java.resolve("bin/java").toString(), "-cp", classPath, Build.class.getName());
    }

    @Test
    void containersStartInsideIfNothingIsHidden() throws Exception {
        Result result = build("--security-opt", "unmask=ALL");

        assertThat(result.err()).doesNotContain("Exception");
        assertThat(result.out()).isEqualTo("user 0, process 2\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void theDoctorInsideNamesWhatPodmanHasToBeToldElse() throws Exception {
        assertThat(build().out()).startsWith("proc: start the outer container with Podman's --security-opt unmask=ALL");
    }
}
