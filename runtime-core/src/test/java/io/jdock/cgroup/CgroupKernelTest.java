package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.cgroup.CgroupRequest.DeviceEnforcement;
import io.jdock.cgroup.CgroupRequest.Extent;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Errno;
import io.jdock.oci.LinuxBlockIo;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxDeviceCgroup;
import io.jdock.oci.LinuxHugepageLimit;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cgroups of the running kernel, of whichever version it has. Makes cgroups named {@code jdock-test-...} only. */
public class CgroupKernelTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HostFacts facts = HostProbe.probe();
    private final Cgroups cgroups = Cgroups.ofThisMachine();
    private final List<Cgroup> made = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();
    private final String id = "test-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();

    @BeforeEach
    void needsDelegation() {
        assumeTrue(
                facts.cgroups().all().stream().anyMatch(CgroupHierarchy::delegated),
                "no cgroup is delegated to this user");
    }

    @AfterEach
    void cleansUpAndLeavesNothing() throws Exception {
        made.forEach(Cgroup::killAll);
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        made.forEach(Cgroup::remove);
        assertThat(leftovers()).isEmpty();
    }

    // ---- limits

    @Test
    void aProcessThatTakesMoreMemoryThanItsLimitIsKilledAndThisIsTold() throws Exception {
        assumeController("memory", "memory");
        Cgroup cgroup = create(LinuxResources.builder()
                .memory(LinuxMemory.builder()
                        .limit(32L << 20)
                        .swap(swapAccounting() ? 32L << 20 : null)
                        .build())
                .build());

        Process process = join(cgroup, "exec dd if=/dev/zero of=/dev/null bs=100M count=1");

        assertThat(process.waitFor()).isEqualTo(128 + 9);
        assertThat(cgroup.outOfMemoryKills()).isEqualTo(1);
        assertThat(cgroup.stats().memory()).hasValueSatisfying(memory -> {
            assertThat(memory.limit()).hasValue(32L << 20);
            assertThat(memory.outOfMemoryKills()).isEqualTo(1);
            assertThat(memory.peak().orElse(32L << 20)).isBetween(24L << 20, 32L << 20);
            assertThat(memory.workingSet()).isLessThanOrEqualTo(memory.usage());
        });
    }

    @Test
    void aProcessWithinItsMemoryLimitIsLeftAlone() throws Exception {
        assumeController("memory", "memory");
        Cgroup cgroup = create(memory(64L << 20));

        assertThat(join(cgroup, "exec dd if=/dev/zero of=/dev/null bs=20M count=1")
                        .waitFor())
                .isZero();
        assertThat(cgroup.outOfMemoryKills()).isZero();
    }

    @Test
    void noMoreProcessesThanTheLimitCanBeMade() throws Exception {
        assumeController("pids", "pids");
        Cgroup cgroup = create(LinuxResources.builder().pids(new LinuxPids(3L)).build());

        Process process = join(cgroup, "sleep 60 & sleep 60 & sleep 60 & wait");

        assertThat(process.waitFor()).as("fork fails in the shell").isNotZero();
        assertThat(cgroup.stats().tasks()).hasValueSatisfying(tasks -> {
            assertThat(tasks.current()).isEqualTo(2);
            assertThat(tasks.limit()).hasValue(3);
        });
    }

    @Test
    void aQuotaThrottles() throws Exception {
        assumeController("cpu", "cpu");
        Cgroup cgroup = create(LinuxResources.builder()
                .cpu(LinuxCpu.builder()
                        .quota(5_000L)
                        .period(50_000L)
                        .shares(512L)
                        .build())
                .build());

        join(cgroup, "while :; do :; done");

        awaitThat(
                "the busy loop is throttled",
                () -> cgroup.stats()
                        .cpu()
                        .flatMap(CgroupStats.Cpu::throttling)
                        .filter(throttling -> throttling.throttledPeriods() >= 3 && throttling.throttledNanos() > 0)
                        .isPresent());
        assertThat(cgroup.stats().cpu().orElseThrow().usageNanos()).isPositive();
    }

    @Test
    void processesRunOnTheProcessorsOfTheirSet() throws Exception {
        assumeController("cpuset", "cpuset");
        Cgroup cgroup = create(LinuxResources.builder()
                .cpu(LinuxCpu.builder().cpus("0").mems("0").build())
                .build());

        Process process = join(cgroup, "exec grep Cpus_allowed_list /proc/self/status");

        assertThat(output(process)).isEqualTo("Cpus_allowed_list:\t0");
    }

    @Test
    void processorsThatTheParentLacksAreRefused() {
        assumeController("cpuset", "cpuset");
        assumeTrue(facts.cgroups() instanceof CgroupLayout.Hybrid, "version 2 takes any list and uses what is there");
        LinuxResources resources = LinuxResources.builder()
                .cpu(LinuxCpu.builder().cpus("4000").build())
                .build();

        assertThatThrownBy(() -> create(resources))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.field()).contains("linux.resources.cpu.cpus");
                    assertThat(e.controller()).contains("cpuset");
                    assertThat(e.errno().orElseThrow()).isIn(Errno.EINVAL, Errno.ERANGE);
                    assertThat(e.getMessage()).contains("jdock-" + id + "/cpuset.cpus", "out of range");
                });
        assertThat(leftovers()).as("a failed creation leaves nothing").isEmpty();
    }

    @Test
    void devicesThatAreNotAllowedCannotBeOpened() throws Exception {
        assumeTrue(facts.caller().canMakeNamespaces(), "device rules need root");
        assumeDevices();
        LinuxResources resources = LinuxResources.builder()
                .devices(DeviceRules.withDefaults(List.of(LinuxDeviceCgroup.DENY_ALL), List.of()))
                .build();
        Cgroup cgroup = create(resources);

        assertThat(join(cgroup, ": < /dev/zero").waitFor())
                .as("a default device")
                .isZero();
        assertThat(join(cgroup, ": < /dev/kmsg").waitFor())
                .as("a device that is not on the list")
                .isNotZero();

        cgroup.update(LinuxResources.builder()
                .devices(List.of(LinuxDeviceCgroup.DENY_ALL, new LinuxDeviceCgroup(true, "c", 1L, null, "rwm")))
                .build());
        assertThat(join(cgroup, ": < /dev/kmsg").waitFor())
                .as("after an update")
                .isZero();
        assertThat(join(cgroup, ": < /dev/ptmx").waitFor())
                .as("no longer allowed")
                .isNotZero();
    }

    @Test
    void hugePagesOfASizeThatTheKernelLacksAreRefused() {
        assumeController("hugetlb", "hugetlb");
        LinuxResources resources = LinuxResources.builder()
                .hugepageLimits(List.of(new LinuxHugepageLimit("3MB", 0)))
                .build();

        assertThatThrownBy(() -> create(resources))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.field()).contains("linux.resources.hugepageLimits[0]");
                    assertThat(e.errno()).contains(Errno.ENOENT);
                });
    }

    @Test
    void hugePagesAreLimited() {
        assumeController("hugetlb", "hugetlb");
        Cgroup cgroup = create(LinuxResources.builder()
                .hugepageLimits(List.of(new LinuxHugepageLimit("2MB", 4L << 20)))
                .build());

        assertThat(cgroup.stats().hugepages()).contains(new CgroupStats.Hugepages("2MB", 0, 0));
    }

    @Test
    void weightsOfInputAndOutputAreSet() throws Exception {
        assumeController("blkio", "io");
        LinuxBlockIo weight = new LinuxBlockIo(500, null, List.of(), List.of(), List.of(), List.of(), List.of());
        LinuxResources resources = LinuxResources.builder().blockIO(weight).build();
        List<Path> files;
        try {
            files = create(resources).location().directories().stream()
                    .flatMap(directory -> Stream.of("io.weight", "io.bfq.weight", "blkio.weight", "blkio.bfq.weight")
                            .map(directory::resolve))
                    .filter(Files::exists)
                    .toList();
        } catch (CgroupException e) {
            assertThat(e.field()).contains("linux.resources.blockIO.weight");
            assumeTrue(e.errno().filter(Errno.ENOENT::equals).isEmpty(), "this kernel keeps no weights: " + e);
            throw e;
        }

        assertThat(files).isNotEmpty();
        for (Path file : files) {
            // OCI's 10 to 1000 are 1 to 10000 in version 2
            String expected = file.endsWith("io.weight") ? "default 4950" : "500";
            assertThat(Files.readString(file)).contains(expected);
        }
    }

    @Test
    void ofVersion2CanBeGivenToAUser() throws Exception {
        assumeTrue(facts.cgroups() instanceof CgroupLayout.V2, "in version 1 this is not safe");
        assumeTrue(facts.caller().canMapAnyId(), "only root gives control groups away");
        Cgroup cgroup = create(memory(64L << 20));
        Path directory = unified(cgroup).orElseThrow().directory();

        cgroup.delegateTo(1000, 1001);

        for (String name : List.of("", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads")) {
            assertThat(Files.getAttribute(directory.resolve(name), "unix:uid")).isEqualTo(1000);
            assertThat(Files.getAttribute(directory.resolve(name), "unix:gid")).isEqualTo(1001);
        }
        assertThat(Files.getAttribute(directory.resolve("memory.max"), "unix:uid"))
                .as("limits stay the owner's who set them")
                .isEqualTo(0);
    }

    @Test
    void rawFilesOfVersion2AreWritten() throws Exception {
        assumeTrue(
                facts.cgroups()
                        .unifiedHierarchy()
                        .filter(CgroupHierarchy::delegated)
                        .isPresent(),
                "there is no hierarchy of version 2");
        Cgroup cgroup = create(LinuxResources.builder()
                .unified(Map.of("cgroup.max.depth", "3"))
                .build());

        Path directory = unified(cgroup).orElseThrow().directory();
        assertThat(directory.resolve("cgroup.max.depth")).hasContent("3");
    }

    // ---- updates

    @Test
    void limitsChangeUpAndDownWhileProcessesRun() throws Exception {
        assumeController("memory", "memory");
        assumeTrue(swapAccounting(), "swap is not counted");
        Cgroup cgroup = create(LinuxResources.builder()
                .memory(LinuxMemory.builder().limit(32L << 20).swap(40L << 20).build())
                .build());
        join(cgroup, "exec sleep 60");

        for (long mebibytes : new long[] {128, 16, 64}) {
            long limit = mebibytes << 20;
            cgroup.update(LinuxResources.builder()
                    .memory(LinuxMemory.builder().limit(limit).swap(2 * limit).build())
                    .build());

            CgroupStats.Memory memory = cgroup.stats().memory().orElseThrow();
            assertThat(memory.limit()).hasValue(limit);
            assertThat(memory.swapLimit()).hasValue(limit);
        }
    }

    @Test
    void quotaPeriodAndBurstChangeInAnyDirection() {
        assumeController("cpu", "cpu");
        Cgroup cgroup = create(LinuxResources.builder()
                .cpu(LinuxCpu.builder()
                        .quota(20_000L)
                        .period(100_000L)
                        .burst(20_000L)
                        .build())
                .build());

        cgroup.update(LinuxResources.builder()
                .cpu(LinuxCpu.builder()
                        .quota(5_000L)
                        .period(10_000L)
                        .burst(1_000L)
                        .build())
                .build());
        cgroup.update(LinuxResources.builder()
                .cpu(LinuxCpu.builder()
                        .quota(90_000L)
                        .period(100_000L)
                        .burst(90_000L)
                        .build())
                .build());
        cgroup.update(LinuxResources.builder()
                .cpu(LinuxCpu.builder().quota(-1L).build())
                .build());
    }

    @Test
    void anUpdateThatFailsLeavesTheOldLimits() {
        assumeController("memory", "memory");
        assumeController("cpuset", "cpuset");
        Cgroup cgroup = create(memory(32L << 20).toBuilder()
                .cpu(LinuxCpu.builder().cpus("0").build())
                .build());

        assertThatThrownBy(() -> cgroup.update(LinuxResources.builder()
                        .cpu(LinuxCpu.builder()
                                .cpus("0")
                                .quota(1_000L)
                                .period(1_000_000L)
                                .burst(-1L)
                                .build())
                        .memory(LinuxMemory.builder().limit(64L << 20).build())
                        .build()))
                .isInstanceOf(CgroupException.class);
        assertThat(cgroup.stats().memory().orElseThrow().limit()).hasValue(32L << 20);
    }

    @Test
    void aLimitBelowTheUsageIsRefusedWhenAskedTo() throws Exception {
        assumeController("memory", "memory");
        Cgroup cgroup = create(memory(64L << 20));
        join(cgroup, "exec sleep 60");
        awaitThat(
                "memory is in use", () -> cgroup.stats().memory().orElseThrow().usage() > 8192);

        assertThatThrownBy(() -> cgroup.update(LinuxResources.builder()
                        .memory(LinuxMemory.builder()
                                .limit(4096L)
                                .checkBeforeUpdate(true)
                                .build())
                        .build()))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("a limit of 4096 bytes is less than the");
    }

    // ---- pausing, killing, measuring

    @Test
    void pausedProcessesStandStillUntilTheyAreResumed() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        assumeTrue(pauses(cgroup), "no freezer is delegated");
        Path file = Files.createTempFile("jdock-test", ".count");
        try {
            join(cgroup, "while :; do echo >> " + file + "; done");
            awaitThat("it runs", () -> size(file) > 0);

            cgroup.pause();
            assertThat(cgroup.paused()).isTrue();
            long size = size(file);
            Thread.sleep(50);
            assertThat(size(file)).isEqualTo(size);

            cgroup.resume();
            assertThat(cgroup.paused()).isFalse();
            awaitThat("it runs again", () -> size(file) > size);
        } finally {
            cgroup.killAll();
            Files.delete(file);
        }
    }

    @Test
    void killsEverythingEvenWhatForksAllTheTimeOrIsPaused() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        Process forking = join(cgroup, "while :; do sleep 60 & sleep 0.01; done");
        Process sleeping = join(cgroup, "setsid sleep 60 & exec sleep 60");
        awaitThat("there are several", () -> cgroup.processes().size() > 4);
        if (pauses(cgroup)) {
            cgroup.pause();
        }

        cgroup.killAll();

        assertThat(forking.waitFor()).isEqualTo(128 + 9);
        assertThat(sleeping.waitFor()).isEqualTo(128 + 9);
        awaitThat("none is left", () -> cgroup.processes().isEmpty());
    }

    @Test
    void measuresWhatIsDone() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        join(cgroup, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exec sleep 60");

        boolean measuresCpu = cgroup.stats().cpu().isPresent();
        assumeTrue(measuresCpu, "processor time is not measured without delegation");
        awaitThat("time is counted", () -> cgroup.stats().cpu().orElseThrow().usageNanos() > 1_000_000);
        awaitThat(
                "memory is counted from the exec on",
                () -> cgroup.stats().memory().map(memory -> memory.usage() > 0).orElse(true));
        CgroupStats stats = cgroup.stats();
        stats.memory().ifPresent(memory -> {
            assertThat(memory.usage()).isPositive();
            assertThat(memory.limit()).isEmpty();
            assertThat(memory.details()).isNotEmpty();
        });
        stats.tasks().ifPresent(tasks -> assertThat(tasks.current()).isEqualTo(1));
        if (facts.pressureStalls() && unified(cgroup).isPresent()) {
            assertThat(stats.cpuPressure()).isPresent();
            assertThat(stats.memoryPressure())
                    .hasValueSatisfying(pressure -> assertThat(pressure.full()).isPresent());
        }
    }

    // ---- places

    @Test
    void joinsEveryHierarchy() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);

        String membership = output(join(cgroup, "exec cat /proc/self/cgroup"));

        assertThat(membership.lines().filter(line -> line.endsWith("/jdock-" + id)))
                .hasSameSizeAs(cgroup.procsFiles());
        assertThat(cgroup.procsFiles()).isNotEmpty();
    }

    @Test
    void isFoundAgainByItsLocation() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        join(cgroup, "exec sleep 60");
        Cgroup again = cgroups.open(cgroup.location());

        awaitThat("the process is there", () -> again.processes().size() == 1);
        assertThat(again).hasSameClassAs(cgroup);
        assertThat(again.directoriesToRemove()).isEqualTo(cgroup.directoriesToRemove());
    }

    @Test
    void cgroupsOnTheWayAreRemovedUnlessOthersUseThem() {
        String parent = "jdock-" + id + "-parent";
        CgroupRequest first = at(parent + "/one");
        CgroupRequest second = at(parent + "/two");
        Cgroup one = create(first);
        Cgroup two = create(second);

        assertThat(one.directoriesToRemove())
                .hasSize(2 * one.location().places().size());
        assertThat(two.directoriesToRemove()).hasSize(two.location().places().size());
        two.remove();
        one.remove();
    }

    @Test
    void aCgroupInUseIsRefused() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        join(cgroup, "exec sleep 60");
        awaitThat("the process is there", () -> !cgroup.processes().isEmpty());

        assertThatThrownBy(() -> cgroups.create(plan(CgroupRequest.of(id, LinuxResources.NONE))))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("the cgroup is in use by the processes");
        assertThat(cgroup.processes()).as("the first one is untouched").isNotEmpty();
    }

    @Test
    void cgroupsThatTheContainerMadeAreRemovedToo() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        for (CgroupPlace place : cgroup.location().places()) {
            Files.createDirectories(place.directory().resolve("inner/most"));
        }

        cgroup.remove();

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void removalSaysWhichProcessesStandInItsWay() throws Exception {
        Cgroup cgroup = create(LinuxResources.NONE);
        Process process = join(cgroup, "exec sleep 60");
        awaitThat("the process is there", () -> !cgroup.processes().isEmpty());

        assertThatThrownBy(cgroup::remove)
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.errno()).contains(Errno.EBUSY);
                    assertThat(e.getMessage()).contains(Long.toString(process.pid()));
                });
    }

    @Test
    void aThousandCgroupsLeaveNothing() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 1000; i++) {
            Cgroup cgroup = cgroups.create(plan(CgroupRequest.of(id + "-" + i, LinuxResources.NONE)));
            cgroup.remove();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 2);
    }

    // ---- helpers

    private Cgroup create(LinuxResources resources) {
        return create(CgroupRequest.of(id, resources));
    }

    private Cgroup create(CgroupRequest request) {
        Cgroup cgroup = cgroups.create(plan(request));
        made.add(cgroup);
        return cgroup;
    }

    private CgroupPlan plan(CgroupRequest request) {
        return new CgroupPlanner(facts).plan(request).made().orElseThrow();
    }

    private CgroupRequest at(String path) {
        return new CgroupRequest(
                id, Optional.of(path), LinuxResources.NONE, Extent.EVERYWHERE, DeviceEnforcement.WHERE_PERMITTED);
    }

    /** Starts a shell that joins and then goes on with a script. */
    private Process join(Cgroup cgroup, String script) throws IOException {
        String joining = cgroup.procsFiles().stream()
                .map(file -> "echo 0 > " + file + " || exit 99; ")
                .collect(Collectors.joining());
        Process process = new ProcessBuilder("/bin/sh", "-c", joining + script)
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private void assumeController(String legacy, String unified) {
        boolean there = facts.cgroups().legacy().stream().anyMatch(hierarchy -> hierarchy.offers(legacy))
                || facts.cgroups()
                        .unifiedHierarchy()
                        .filter(hierarchy -> hierarchy.offers(unified))
                        .isPresent();
        assumeTrue(there, "the controller " + unified + " is not delegated");
    }

    private void assumeDevices() {
        boolean there = facts.cgroups().legacy().stream().anyMatch(hierarchy -> hierarchy.offers("devices"))
                || facts.cgroups() instanceof CgroupLayout.V2;
        assumeTrue(there, "device rules cannot be set");
    }

    private boolean swapAccounting() {
        return facts.cgroups().legacy().stream()
                .filter(hierarchy -> hierarchy.offers("memory"))
                .allMatch(hierarchy ->
                        Files.exists(hierarchy.base().orElseThrow().resolve("memory.memsw.limit_in_bytes")));
    }

    private static LinuxResources memory(long limit) {
        return LinuxResources.builder()
                .memory(LinuxMemory.builder().limit(limit).build())
                .build();
    }

    private static boolean pauses(Cgroup cgroup) {
        return cgroup.location().places().stream().anyMatch(place -> place.unified() || place.has("freezer"));
    }

    private static Optional<CgroupPlace> unified(Cgroup cgroup) {
        return cgroup.location().places().stream().filter(CgroupPlace::unified).findFirst();
    }

    private static void awaitThat(String what, BooleanSupplier holds) {
        assertThat(Access.await(PATIENCE, holds)).as(what).isTrue();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }

    private List<Path> leftovers() {
        List<Path> found = new ArrayList<>();
        for (CgroupHierarchy hierarchy : facts.cgroups().all()) {
            hierarchy.base().ifPresent(base -> {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, "jdock-" + id + "*")) {
                    entries.forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return found;
    }
}
