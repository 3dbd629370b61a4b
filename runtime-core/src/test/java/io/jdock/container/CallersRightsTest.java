package io.jdock.container;

import static io.jdock.container.Configurations.withProcess;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Capability;
import io.jdock.oci.LinuxSchedulerPolicy;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What takes a right on the host that a capability in the container's user namespace does not give: root has it (but not
 * in every container or virtual machine, so {@link V2InQemuTest} runs this too), others are told.
 */
class CallersRightsTest {
    private static final String RTPRIO = "grep '^Max realtime priority' /proc/self/limits";
    private static final String POLICY = "cut -d ' ' -f 40,41 /proc/self/stat"; // proc(5), /proc/pid/stat

    private final Containers containers = new Containers();

    @AfterEach
    void endsAll() {
        containers.close();
    }

    private Containers.Result run(ContainerSpec.Builder spec, UnaryOperator<ProcessSpec.Builder> change)
            throws IOException {
        RuntimeSpec own = containers.engine().configuration(spec.build());
        return containers.run(withProcess(own, change));
    }

    private boolean mayRaiseLimits() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        long bits =
                Long.parseUnsignedLong(effective.substring("CapEff:".length()).strip(), 16);
        return (bits >> Capability.CAP_SYS_RESOURCE.number() & 1) != 0;
    }

    private static Scheduler realTime(LinuxSchedulerPolicy policy) {
        return new Scheduler(policy, 0, 10, List.of(), 0, 0, 0);
    }

    @Test
    void aHardLimitIsRaised() throws IOException {
        assumeTrue(mayRaiseLimits(), "the caller lacks CAP_SYS_RESOURCE");

        assertThat(containers
                        .run(shell(RTPRIO).ulimit(new Ulimit("rtprio", 7, 98)))
                        .text())
                .containsPattern(" 7 +98$");
        assertThat(containers
                        .run(shell(RTPRIO).ulimit(new Ulimit("rtprio", Ulimit.UNLIMITED, Ulimit.UNLIMITED)))
                        .text())
                .containsPattern(" unlimited +unlimited$");
        assertThat(containers
                        .run(shell(RTPRIO).ulimit(new Ulimit("rtprio", 0, 0)))
                        .text())
                .containsPattern(" 0 +0$");
    }

    @Test
    void aHardLimitIsRaisedForAFurtherProcessToo() throws IOException {
        assumeTrue(mayRaiseLimits(), "the caller lacks CAP_SYS_RESOURCE");
        Container container = containers.start(shell("read -r word").ulimit(new Ulimit("rtprio", 7, 98)));

        assertThat(Containers.finish(container.exec(ExecSpec.of("/bin/sh", "-c", RTPRIO)))
                        .text())
                .containsPattern(" 7 +98$");
        container.destroyForcibly();
    }

    @Test
    void theOutOfMemoryScoreIsLowered() throws IOException {
        assumeTrue(mayRaiseLimits(), "the caller lacks CAP_SYS_RESOURCE");

        assertThat(run(shell("cat /proc/self/oom_score_adj"), process -> process.oomScoreAdj(-500))
                        .text())
                .isEqualTo("-500");
    }

    @Test
    void aRealTimeSchedulerTakesALimitThatAllowsIt() throws IOException {
        assumeTrue(mayRaiseLimits(), "the caller lacks CAP_SYS_RESOURCE");
        ContainerSpec.Builder spec = shell(POLICY).ulimit(new Ulimit("rtprio", 10, 10));

        assertThat(run(spec, process -> process.scheduler(realTime(LinuxSchedulerPolicy.FIFO)))
                        .text())
                .isEqualTo("10 1");
        assertThat(run(spec, process -> process.scheduler(realTime(LinuxSchedulerPolicy.RR)))
                        .text())
                .isEqualTo("10 2");
    }

    @Test
    void withoutTheLimitARealTimeSchedulerIsRefused() {
        ContainerSpec.Builder spec = shell(POLICY).ulimit(new Ulimit("rtprio", 0, 0));

        assertThatThrownBy(() -> run(spec, process -> process.scheduler(realTime(LinuxSchedulerPolicy.FIFO))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("takes CAP_SYS_NICE, or ulimit -r");
    }

    @Test
    void withoutTheRightTheCallerIsToldWhatItTakes() throws IOException {
        assumeTrue(!mayRaiseLimits(), "the caller has CAP_SYS_RESOURCE");

        assertThatThrownBy(() -> containers.run(shell("").ulimit(new Ulimit("rtprio", 1, 99))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("only root may raise a hard limit");
        assertThatThrownBy(() -> run(shell(""), process -> process.oomScoreAdj(-1000)))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("only root may lower the score");
    }
}
