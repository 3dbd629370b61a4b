package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cgroup.CgroupStats;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.CgroupLayout;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a container may use, and what can be done to it as a whole. {@link RootlessLimitsTest} runs the same as an ordinary
 * user.
 */
class LimitsTest {
    /** Those that take nothing but their name. */
    private static final Set<NetworkMode> NETWORKS = EnumSet.complementOf(EnumSet.of(NetworkMode.NAMED));

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MEBIBYTE = 1 << 20;

    private final Jdock jdock = Jdock.open();
    private final List<String> ids = new ArrayList<>();

    @AfterEach
    void endsAllAndLeavesNoCgroup() {
        jdock.close();
        assertThat(cgroupsOf(ids)).isEmpty();
    }

    // ---- processes

    @Test
    void aContainerThatMayHaveOneProcessOnlyIsToldWhatTakesIt() {
        assumeDelegated();

        assertThatThrownBy(() -> start(ContainerSpec.builder("true").limits(Limits.NONE.withPids(1))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("raise the container's limit of pids, in which its init counts too");
    }

    @Test
    void aJvmThatGetsTooFewThreadsIsToldSo() throws Exception {
        assumeDelegated();

        Container container = start(ContainerSpec.builder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(), "--version")
                .volume(Volume.readOnly(Path.of(System.getProperty("java.home"))))
                .limits(Limits.NONE.withPids(5)));

        assertThat(status(container)).isNotZero();
        assertThat(container.pidsExhausted()).isTrue();
    }

    @Test
    void aContainerThatHasEnoughProcessesIsNot() throws Exception {
        assumeDelegated();

        Container container = start(ContainerSpec.builder("true").limits(Limits.NONE.withPids(5)));

        assertThat(status(container)).isZero();
        assertThat(container.pidsExhausted()).isFalse();
    }

    @Test
    void aFurtherProcessThatTakesTooMuchMemoryIsKilledAndTheContainerSaysWhyWhileItRuns() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().limits(memory(32 * MEBIBYTE)));
        assertThat(container.oomKilled()).isFalse();

        ContainerProcess process =
                container.exec(ExecSpec.of("dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1")
                        .withStreams(new Streams.Discard()));

        assertThat(process.waitFor()).isEqualTo(128 + 9);
        assertThat(container.oomKilled()).isTrue();
        assertThat(container.isAlive()).isTrue();
    }

    // ---- the container's own

    @Test
    void aGroupThatTheContainerMayWriteBelongsToItsUser() throws Exception {
        assumeTrue(
                jdock.host().cgroups() instanceof CgroupLayout.V2
                        && jdock.host().caller().canMapAnyId(),
                "only root gives control groups away, and only of version 2");
        ContainerSpec.Builder spec = shell("cd /sys/fs/cgroup; mkdir inner && stat -c %u . cgroup.procs pids.max");

        Container readOnly = start(spec.controlGroup(true));
        assertThat(errors(readOnly)).contains("Read-only file system");
        Container container = startWithWritableGroup(spec);

        assertThat(new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("0\n0\n65534\n");
        assertThat(status(container)).isZero();
    }

    private Container startWithWritableGroup(ContainerSpec.Builder spec) throws IOException {
        RuntimeSpec shown = jdock.configuration(spec.controlGroup(true).build());
        List<Mount> mounts = shown.mounts().stream()
                .map(mount -> "cgroup".equals(mount.type())
                        ? Mount.of(mount.destination(), "cgroup", "cgroup", "nosuid", "noexec", "nodev")
                        : mount)
                .toList();
        Container container = jdock.start(shown.toBuilder().mounts(mounts).build(), Path.of("/"), new Streams.Pipes());
        ids.add(container.id());
        return container;
    }

    // ---- memory

    @Test
    void aContainerThatTakesMoreMemoryThanItsLimitIsKilledAndSaysWhy() throws Exception {
        assumeDelegated();

        Container container = start(eatsMemory(100).limits(memory(32 * MEBIBYTE)));

        assertThat(status(container)).isEqualTo(128 + 9);
        assertThat(container.oomKilled()).isTrue();
    }

    @Test
    void aServedProgramIsKilledAndSaysWhy() throws Exception {
        assumeDelegated();
        Path directory = Files.createTempDirectory("jdock-served");
        Path program = directory.resolve("dd");
        jdock.serve(
                ContainerSpec.builder("dd").limits(memory(32 * MEBIBYTE)).build(),
                program,
                directory.resolve("engine"));

        Process process = new ProcessBuilder(program.toString(), "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1")
                .directory(Path.of("/").toFile())
                .start();

        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("jdock: the kernel killed a process because the container needed more memory than its limit");
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        jdock.close();
        Files.delete(program);
        Files.delete(directory);
    }

    @Test
    void aContainerWithinItsLimitIsNot() throws Exception {
        assumeDelegated();

        Container container = start(eatsMemory(10).limits(memory(64 * MEBIBYTE)));

        assertThat(status(container)).isZero();
        assertThat(container.oomKilled()).isFalse();
    }

    @Test
    void memoryThatRanOutIsKnownEvenIfTheContainerWentOnAndWasKilled() throws Exception {
        assumeDelegated();
        Container container = start(shell("dd if=/dev/zero of=/dev/null bs=100M count=1; echo killed; sleep 60")
                .limits(memory(32 * MEBIBYTE)));
        assertThat(line(container)).isEqualTo("killed");

        container.destroyForcibly();

        assertThat(status(container)).isEqualTo(128 + 9);
        assertThat(container.oomKilled()).isTrue();
    }

    @Test
    void memoryThatIsLimitedDoesNotMoveToSwap() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().limits(memory(32 * MEBIBYTE)));

        CgroupStats.Memory memory = container.stats().memory().orElseThrow();

        assertThat(memory.limit()).hasValue(32 * MEBIBYTE);
        assumeTrue(memory.swapUsage().isPresent(), "this kernel does not count swap");
        assertThat(memory.swapLimit()).hasValue(0);
    }

    @Test
    void lessMemoryThanThePageOfTheKernelIsRefused() {
        assumeDelegated();

        assertThatThrownBy(() -> start(sleeping().limits(memory(100))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("linux.resources.memory.limit")
                .hasMessageContaining("give at least 4096 bytes");
    }

    // ---- processes and processors

    @Test
    void noMoreProcessesThanTheLimitCanBeMade() throws Exception {
        assumeDelegated();

        Container container =
                start(shell("sleep 60 & sleep 60 & sleep 60 & sleep 60 & wait").limits(Limits.NONE.withPids(4)));

        assertThat(status(container)).as("fork fails in the shell").isNotZero();
        assertThat(errors(container)).contains("fork");
    }

    @Test
    void processesRunOnTheProcessorsOfTheirSet() throws Exception {
        assumeDelegated();

        assertThat(output(ContainerSpec.builder("grep", "Cpus_allowed_list", "/proc/self/status")
                        .limits(Limits.NONE.withCpuset("0"))))
                .isEqualTo("Cpus_allowed_list:\t0");
    }

    @Test
    void processorsThatTheMachineLacksAreRefused() {
        assumeDelegated();
        assumeFalse(jdock.host().cgroups().legacy().isEmpty(), "version 2 takes any list and uses what is there");

        assertThatThrownBy(() -> start(sleeping().limits(Limits.NONE.withCpuset("4000"))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("linux.resources.cpu.cpus");
    }

    @Test
    void aQuotaThrottles() throws Exception {
        assumeDelegated();
        Container container = start(shell("while :; do :; done").limits(Limits.NONE.withCpus(0.05)));

        awaitThat("the busy loop is throttled", () -> throttled(container) >= 3);
    }

    private static long throttled(Container container) throws IOException {
        return container
                .stats()
                .cpu()
                .flatMap(CgroupStats.Cpu::throttling)
                .map(CgroupStats.Throttling::throttledPeriods)
                .orElse(0L);
    }

    @Test
    void aJavaVirtualMachineInsideSeesItsLimits() throws Exception {
        assumeDelegated();
        for (NetworkMode network : NETWORKS) {
            for (Path java : Javas.visibleInside()) {
                String settings = output(ContainerSpec.builder(java.toString(), "-XshowSettings:all", "-version")
                        .network(network)
                        .limits(limits(256 * MEBIBYTE, 0.5, 300)));

                assertThat(settings)
                        .as("what %s sees with the network %s", java, network)
                        .contains("Effective CPU Count: 1", "CPU Quota: 50000us", "Memory Limit: 256.00M")
                        .containsPattern("Max. Heap Size \\(Estimated\\): (6\\d|12\\d)\\.")
                        .contains("Maximum Processes Limit: 300");
            }
        }
    }

    @Test
    void aJavaVirtualMachineWithoutLimitsIsNotConfusedByTheHostsCgroups() throws Exception {
        for (NetworkMode network : NETWORKS) {
            for (Path java : Javas.visibleInside()) {
                assertThat(output(ContainerSpec.builder(java.toString(), "-XshowSettings:system", "-version")
                                .network(network)))
                        .contains("Operating System Metrics:", "Runtime Environment");
            }
        }
    }

    // ---- updates and statistics

    @Test
    void limitsChangeWhileTheContainerRuns() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().limits(limits(64 * MEBIBYTE, 1, 100)));

        container.update(memory(128 * MEBIBYTE));
        container.update(LinuxResources.builder().pids(new LinuxPids(7L)).build());

        CgroupStats stats = container.stats();
        assertThat(stats.memory().orElseThrow().limit()).hasValue(128 * MEBIBYTE);
        assertThat(stats.tasks().orElseThrow().limit()).hasValue(7);
    }

    @Test
    void aChangeThatIsRefusedLeavesTheOldLimits() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().limits(limits(64 * MEBIBYTE, 1, 100)));

        assertThatThrownBy(() -> container.update(limits(100, 1, 50)))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("cannot change the limits of container " + container.id())
                .hasMessageContaining("linux.resources.memory.limit");
        assertThat(container.stats().tasks().orElseThrow().limit()).hasValue(100);
    }

    @Test
    void measuresWhatTheContainerUses() throws Exception {
        assumeDelegated();
        Container container = start(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; exec sleep 60")
                .controlGroup(true));
        assertThat(line(container)).isEqualTo("done");

        CgroupStats stats = container.stats();

        assertThat(stats.cpu().orElseThrow().usageNanos()).isBetween(1_000_000L, 60_000_000_000L);
        assertThat(stats.memory().orElseThrow().usage()).isBetween(4096L, 64 * MEBIBYTE);
        assertThat(stats.tasks().orElseThrow().current()).as("PID 1 and sleep").isEqualTo(2);
        Usage usage = container.usage();
        assertThat(usage.cpuNanos().orElseThrow())
                .isGreaterThanOrEqualTo(stats.cpu().orElseThrow().usageNanos());
        assertThat(usage.memory().orElseThrow()).isBetween(4096L, 64 * MEBIBYTE);
        assertThat(usage.tasks()).hasValue(2);
    }

    @Test
    void afterItsEndAContainerIsNotMeasured() throws Exception {
        assumeDelegated();
        Container container = start(ContainerSpec.builder("true").controlGroup(true));
        assertThat(status(container)).isZero();

        assertThatThrownBy(container::stats)
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("it has ended");
        assertThat(container.paused()).isFalse();
    }

    // ---- pausing

    @Test
    void aPausedContainerStandsStillUntilItIsResumed() throws Exception {
        assumeDelegated();
        Container container = start(shell("while :; do :; done").controlGroup(true));

        container.pause();
        long usage = usage(container);
        TimeUnit.MILLISECONDS.sleep(50);

        assertThat(container.paused()).isTrue();
        assertThat(usage(container)).isEqualTo(usage);

        container.resume();
        assertThat(container.paused()).isFalse();
        awaitThat("it runs again", () -> usage(container) > usage);
    }

    private static long usage(Container container) throws IOException {
        return container.stats().cpu().orElseThrow().usageNanos();
    }

    @Test
    void aPausedContainerCanBeAskedToEnd() throws Exception {
        assumeDelegated();
        Container container = start(shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done")
                .controlGroup(true));
        assertThat(line(container)).isEqualTo("ready");
        container.pause();

        container.destroy();

        assertThat(status(container)).isEqualTo(7);
    }

    @Test
    void aPausedContainerCanBeKilled() throws Exception {
        assumeDelegated();
        Container container =
                start(shell("while :; do sleep 60 & sleep 0.01; done").controlGroup(true));
        container.pause();

        container.destroyForcibly();

        assertThat(status(container)).isEqualTo(128 + 9);
    }

    @Test
    void nothingIsStartedInAPausedContainer() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().controlGroup(true));
        container.pause();

        assertThatThrownBy(() -> container.exec(ExecSpec.of("true")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("it is paused: resume it first");
    }

    @Test
    void withoutAControlGroupPausingSaysHowToGetOne() throws Exception {
        Container container = start(sleeping());

        assertThatThrownBy(container::pause)
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("cannot pause container " + container.id() + ": it has no control group")
                .hasMessageContaining("controlGroup(true)");
        assertThat(container.paused()).isFalse();
        assertThat(container.oomKilled()).isFalse();
    }

    // ---- where processes are

    @Test
    void furtherProcessesShareTheLimits() throws Exception {
        assumeDelegated();
        Container container = start(sleeping().limits(memory(32 * MEBIBYTE)));

        ContainerProcess process =
                container.exec(ExecSpec.of("dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1"));

        assertThat(status(process)).isEqualTo(128 + 9);
        container.destroyForcibly();
        assertThat(status(container)).isEqualTo(128 + 9);
        assertThat(container.oomKilled()).isTrue();
    }

    @Test
    void whereTheContainerDividesItsGroupFurtherProcessesAreBesideTheFirst() throws Exception {
        assumeTrue(
                jdock.host().cgroups() instanceof CgroupLayout.V2
                        && jdock.host().caller().canMapAnyId(),
                "a group of version 2 that the container may write to");
        Container container = startWithWritableGroup(shell("cd /sys/fs/cgroup; mkdir inner;"
                + " for process in $(cat cgroup.procs); do echo $process > inner/cgroup.procs; done;"
                + " echo +pids > cgroup.subtree_control && echo divided; exec sleep 3600"));
        assertThat(line(container)).isEqualTo("divided");

        ContainerProcess process = container.exec(ExecSpec.of("cat", "/proc/self/cgroup"));

        assertThat(line(process)).isEqualTo("0::/inner");
    }

    @Test
    void usersOtherThanRootAreLimitedToo() throws Exception {
        assumeDelegated();

        Container container =
                start(eatsMemory(100).user(new UserChoice(5, 5, List.of())).limits(memory(32 * MEBIBYTE)));

        assertThat(status(container)).isEqualTo(128 + 9);
        assertThat(container.oomKilled()).isTrue();
    }

    @Test
    void theHostsTreeOfCgroupsCannotBeSeen() throws Exception {
        assumeDelegated();
        for (NetworkMode network : NETWORKS) {
            assertThat(output(shell("cat /proc/self/cgroup; ls -R /sys/fs/cgroup")
                            .network(network)
                            .limits(limits(64 * MEBIBYTE, 1, 100))))
                    .contains(":/\n")
                    .doesNotContain("jdock-");
        }
    }

    @Test
    void theContainerCannotChangeItsLimits() throws Exception {
        assumeDelegated();

        Container container =
                start(shell("for file in $(find /sys/fs/cgroup -name 'memory.max' -o -name memory.limit_in_bytes);"
                                + " do echo 1G > $file; done")
                        .limits(memory(64 * MEBIBYTE)));

        assertThat(status(container)).isNotZero();
        assertThat(errors(container)).contains("Read-only file system");
    }

    @Test
    void processesThatShareTheHostsPidNamespaceEndWithTheContainerToo() throws Exception {
        assumeDelegated();
        Container container = start(shell("sleep 3600 > /dev/null 2>&1 & echo $!; read go")
                .share(LinuxNamespaceType.PID)
                .controlGroup(true));
        ProcessHandle left = ProcessHandle.of(Long.parseLong(line(container))).orElseThrow();
        container.getOutputStream().write('\n');
        container.getOutputStream().close();

        assertThat(status(container)).isZero();

        awaitThat("the process in the background is gone", () -> !left.isAlive());
    }

    // ---- the end

    @Test
    void aFailedStartLeavesNoCgroup() throws Exception {
        assumeDelegated();
        List<Path> before = cgroupsOf(List.of(""));

        assertThatThrownBy(() -> start(ContainerSpec.builder("/no/such/program").limits(memory(64 * MEBIBYTE))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("/no/such/program");

        List<Path> more = new ArrayList<>(cgroupsOf(List.of("")));
        more.removeAll(before);
        // Those of containers that other tests have started meanwhile end with them.
        awaitThat("none is left of " + more, () -> more.stream().noneMatch(Files::exists));
    }

    @Test
    void aContainerWhoseOwnerIsKilledLeavesNothingEvenIfItIsPaused() throws Exception {
        assumeDelegated();
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PausingOwner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8));
        String id = said.readLine();
        ProcessHandle first = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
        assertThat(cgroupsOf(List.of(id))).isNotEmpty();

        owner.destroyForcibly().waitFor();

        awaitThat("the container is gone", () -> !first.isAlive());
        awaitThat("its cgroups are gone", () -> cgroupsOf(List.of(id)).isEmpty());
    }

    /** A JVM that pauses a container and then waits to be killed. */
    static final class PausingOwner {
        private PausingOwner() {}

        @SuppressWarnings("resource") // whoever kills this JVM wants to see what it leaves
        public static void main(String[] arguments) throws Exception {
            Container container =
                    Jdock.open().start(sleeping().controlGroup(true).build());
            container.pause();
            System.out.println(container.id());
            System.out.println(container.pid());
            System.out.flush();
            TimeUnit.HOURS.sleep(1);
        }
    }

    // ---- plans

    @Test
    void aPlanShowsTheControlGroupsWithoutMakingThem() {
        assumeDelegated();

        Plan plan = jdock.plan(sleeping().limits(memory(64 * MEBIBYTE)).build());

        assertThat(plan.steps()).anyMatch(step -> step.what().startsWith("enter the control group "));
        assertThat(plan.steps()).anyMatch(step -> step.what().startsWith("remove the control group "));
    }

    // ---- helpers

    private Container start(ContainerSpec.Builder spec) throws IOException {
        spec.environment("PATH", "/usr/bin:/bin");
        Container container = jdock.start(spec.build());
        ids.add(container.id());
        return container;
    }

    private static ContainerSpec.Builder sleeping() {
        return ContainerSpec.builder("/bin/sleep", "3600");
    }

    private static ContainerSpec.Builder shell(String script) {
        return ContainerSpec.builder("/bin/sh", "-c", script);
    }

    private static ContainerSpec.Builder eatsMemory(int mebibytes) {
        return ContainerSpec.builder("dd", "if=/dev/zero", "of=/dev/null", "bs=" + mebibytes + "M", "count=1");
    }

    private String output(ContainerSpec.Builder spec) throws Exception {
        Container container = start(spec);
        container.getOutputStream().close();
        String out = new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = errors(container);
        assertThat(status(container)).as(out + err).isZero();
        return (out + err).strip();
    }

    private static String errors(Container container) throws IOException {
        return new String(container.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String line(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        return process.exitValue();
    }

    private static Limits memory(long bytes) {
        return Limits.NONE.withMemory(bytes);
    }

    private static Limits limits(long bytes, double cpus, long pids) {
        return memory(bytes).withCpus(cpus).withPids(pids);
    }

    private void assumeDelegated() {
        assumeTrue(delegated(), "the cgroup controllers are not delegated to this user");
    }

    private boolean delegated() {
        return Stream.of("cpu", "cpuset", "memory", "pids")
                .allMatch(controller ->
                        jdock.host().cgroups().all().stream().anyMatch(hierarchy -> hierarchy.offers(controller)));
    }

    private List<Path> cgroupsOf(List<String> containers) {
        return jdock.host().cgroups().all().stream()
                .map(CgroupHierarchy::base)
                .flatMap(Optional::stream)
                .flatMap(base -> containers.stream().flatMap(id -> entries(base, "jdock-" + id)))
                .toList();
    }

    private static Stream<Path> entries(Path directory, String prefix) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix)).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitThat(String what, Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
