package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.cli.CommandLineOfJdock.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** containerd drives jdock in the place of runc, by the shim that Docker uses too. */
@TestInstance(Lifecycle.PER_CLASS)
class ContainerdTest {
    private @Nullable Containerd containerd;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        containerd = Containerd.in(directory);
    }

    @AfterAll
    void end() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    @Test
    void runGivesOutputAndStatus() throws Exception {
        Result result = containerd.run("--rm", "one", "echo out; echo problem >&2; exit 7");

        assertThat(result.status()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).contains("problem\n");
        assertThat(containerd
                        .client("containers", "list", "--quiet")
                        .succeeded()
                        .out())
                .doesNotContain("one");
    }

    @Test
    void aServiceIsEnteredPausedAndKilled() throws Exception {
        containerd
                .run("--detach", "web", "echo ready > /shared/ready; sleep 1000")
                .succeeded();
        CommandLineOfJdock.await(containerd.rootfs().resolve("shared/ready"));

        assertThat(task("exec", "--exec-id", "further", "web", "/bin/cat", "/shared/ready")
                        .out())
                .isEqualTo("ready\n");
        assertThat(task("metrics", "web").out()).contains("memory");
        task("pause", "web");
        assertThat(task("list").out()).containsPattern("web +[0-9]+ +PAUSED");
        task("resume", "web");
        assertThat(task("list").out()).containsPattern("web +[0-9]+ +RUNNING");
        task("kill", "--signal", "SIGKILL", "web");
        assertThat(containerd.client("tasks", "delete", "web").err()).contains("137");
        containerd.client("containers", "delete", "web").succeeded();
    }

    private Result task(String command, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "tasks";
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return containerd.client(all).succeeded();
    }

    /** What cannot be started is told by containerd in jdock's words. */
    @Test
    void aCommandThatIsMissingIsNamed() throws Exception {
        Result result = containerd.client(
                "run",
                "--rm",
                "--rootfs",
                "--runc-binary",
                containerd.runtime().toString(),
                containerd.rootfs().toString(),
                "none",
                "nonsuch");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot find the command nonsuch");
        assertThat(Files.exists(Path.of("/run/containerd/runc/jdock-test/none")))
                .isFalse();
    }
}
