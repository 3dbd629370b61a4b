package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.LinuxBlockIo;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxHugepageLimit;
import io.jdock.oci.LinuxInterfacePriority;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxNetwork;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxRdma;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.LinuxThrottleDevice;
import io.jdock.oci.LinuxWeightDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each controller is told, in both versions. */
class ControllersTest {
    private static final Path DIRECTORY = Path.of("/c");

    @Nested
    class Memory {
        @Test
        void limitAndSwapAreTheSumInVersion1AndSwapAloneInVersion2() {
            LinuxMemory memory =
                    LinuxMemory.builder().limit(100_000L).swap(150_000L).build();

            assertThat(legacy(memory))
                    .containsExactly(
                            "echo 100000 > /c/memory.limit_in_bytes; echo 150000 > /c/memory.memsw.limit_in_bytes");
            assertThat(unified(memory))
                    .containsExactly("echo 50000 > /c/memory.swap.max", "echo 100000 > /c/memory.max");
        }

        @Test
        void theSameSumAsMemoryMeansNoSwap() {
            LinuxMemory memory =
                    LinuxMemory.builder().limit(100_000L).swap(100_000L).build();

            assertThat(unified(memory)).contains("echo 0 > /c/memory.swap.max");
        }

        @Test
        void unlimitedMemoryMeansUnlimitedSwap() {
            LinuxMemory memory = LinuxMemory.builder().limit(-1L).build();

            assertThat(legacy(memory))
                    .containsExactly("echo -1 > /c/memory.limit_in_bytes; echo -1 > /c/memory.memsw.limit_in_bytes");
            assertThat(unified(memory)).containsExactly("echo max > /c/memory.swap.max", "echo max > /c/memory.max");
        }

        @Test
        void unlimitedSwapNeedsNoMemoryLimit() {
            assertThat(unified(LinuxMemory.builder().swap(-1L).build()))
                    .containsExactly("echo max > /c/memory.swap.max");
        }

        @Test
        void theOtherFieldsHaveTheirFiles() {
            LinuxMemory memory = LinuxMemory.builder()
                    .reservation(4096L)
                    .kernel(8192L)
                    .kernelTCP(8192L)
                    .swappiness(10L)
                    .disableOOMKiller(true)
                    .build();

            assertThat(legacy(memory))
                    .containsExactly(
                            "echo 4096 > /c/memory.soft_limit_in_bytes",
                            "echo 8192 > /c/memory.kmem.limit_in_bytes",
                            "echo 8192 > /c/memory.kmem.tcp.limit_in_bytes",
                            "echo 10 > /c/memory.swappiness",
                            "echo 1 > /c/memory.oom_control");
            assertThat(unified(LinuxMemory.builder().reservation(4096L).build()))
                    .containsExactly("echo 4096 > /c/memory.low");
        }

        @Test
        void whatVersion2HasNotIsRefused() {
            assertThatThrownBy(
                            () -> unified(LinuxMemory.builder().swappiness(1L).build()))
                    .hasMessageContaining("linux.resources.memory.swappiness");
            assertThatThrownBy(() ->
                            unified(LinuxMemory.builder().disableOOMKiller(true).build()))
                    .hasMessageContaining("linux.resources.memory.disableOOMKiller");
            assertThatThrownBy(() -> unified(LinuxMemory.builder().kernel(4096L).build()))
                    .hasMessageContaining("linux.resources.memory.kernel");
            assertThat(unified(LinuxMemory.builder().kernel(-1L).kernelTCP(-1L).build()))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 1, 4095, -2})
        void aLimitBelowAPageIsRefused(long limit) {
            assertThatThrownBy(() -> unified(LinuxMemory.builder().limit(limit).build()))
                    .isInstanceOf(CgroupException.class)
                    .hasMessageContaining("linux.resources.memory.limit")
                    .hasMessageContaining("give at least 4096 bytes");
        }

        @Test
        void swapBelowMemoryOrWithoutItIsRefused() {
            assertThatThrownBy(() -> legacy(
                            LinuxMemory.builder().limit(8192L).swap(4096L).build()))
                    .hasMessageContaining("linux.resources.memory.swap: 4096 bytes of memory and swap together");
            assertThatThrownBy(() -> legacy(LinuxMemory.builder().swap(4096L).build()))
                    .hasMessageContaining("give memory.limit too");
            assertThatThrownBy(() ->
                            legacy(LinuxMemory.builder().limit(-1L).swap(4096L).build()))
                    .hasMessageContaining("memory has no limit");
        }

        @Test
        void swappinessGoesTo100() {
            assertThatThrownBy(
                            () -> legacy(LinuxMemory.builder().swappiness(101L).build()))
                    .hasMessageContaining("it goes from 0 to 100");
        }

        private List<String> legacy(LinuxMemory memory) {
            return what(new MemoryController().legacy(resources(memory), DIRECTORY));
        }

        private List<String> unified(LinuxMemory memory) {
            return what(new MemoryController().unified(resources(memory), DIRECTORY, Current.NOTHING));
        }

        private LinuxResources resources(LinuxMemory memory) {
            return LinuxResources.builder().memory(memory).build();
        }
    }

    @Nested
    class Cpu {
        @ParameterizedTest
        @CsvSource({"0, 1", "2, 1", "1024, 100", "512, 59", "2048, 174", "262144, 10000", "-1, 10000"})
        void sharesBecomeWeights(long shares, long weight) {
            assertThat(CpuWeight.fromShares(shares)).isEqualTo(weight);
        }

        @Test
        void quotaPeriodAndBurstAreCheckedAgainstOneAnotherByTheKernel() {
            LinuxCpu cpu = LinuxCpu.builder()
                    .quota(50_000L)
                    .period(100_000L)
                    .burst(10_000L)
                    .shares(2048L)
                    .build();

            assertThat(legacy(cpu))
                    .containsExactly(
                            "echo 2048 > /c/cpu.shares",
                            "echo 100000 > /c/cpu.cfs_period_us; echo 50000 > /c/cpu.cfs_quota_us;"
                                    + " echo 10000 > /c/cpu.cfs_burst_us");
            assertThat(unified(cpu, Current.NOTHING))
                    .containsExactly(
                            "echo 174 > /c/cpu.weight",
                            "echo 50000 100000 > /c/cpu.max; echo 10000 > /c/cpu.max.burst");
        }

        @Test
        void aPeriodAloneKeepsTheQuota() {
            LinuxCpu cpu = LinuxCpu.builder().period(50_000L).build();

            assertThat(unified(cpu, Current.NOTHING)).containsExactly("echo max 50000 > /c/cpu.max");
            assertThat(unified(cpu, file -> Optional.of("20000 100000")))
                    .containsExactly("echo 20000 50000 > /c/cpu.max");
            assertThat(unified(LinuxCpu.builder().quota(-1L).build(), Current.NOTHING))
                    .containsExactly("echo max > /c/cpu.max");
        }

        @Test
        void realTimeIsOfVersion1Only() {
            LinuxCpu cpu = LinuxCpu.builder()
                    .realtimeRuntime(1_000L)
                    .realtimePeriod(1_000_000L)
                    .build();

            assertThat(legacy(cpu))
                    .containsExactly("echo 1000000 > /c/cpu.rt_period_us; echo 1000 > /c/cpu.rt_runtime_us");
            assertThatThrownBy(() -> unified(cpu, Current.NOTHING))
                    .hasMessageContaining("linux.resources.cpu.realtimeRuntime");
        }

        @Test
        void idlenessIsTakenAwayBeforeAWeightIsGiven() {
            assertThat(legacy(LinuxCpu.builder().idle(0L).shares(100L).build()))
                    .containsExactly("echo 0 > /c/cpu.idle", "echo 100 > /c/cpu.shares");
            assertThatThrownBy(() ->
                            legacy(LinuxCpu.builder().idle(1L).shares(100L).build()))
                    .hasMessageContaining("an idle cgroup has the least weight of all");
        }

        @Test
        void valuesThatNoKernelTakesAreRefused() {
            assertThatThrownBy(() -> legacy(LinuxCpu.builder().quota(999L).build()))
                    .hasMessageContaining("linux.resources.cpu.quota");
            assertThatThrownBy(() -> legacy(LinuxCpu.builder().period(999L).build()))
                    .hasMessageContaining("linux.resources.cpu.period");
            assertThatThrownBy(() -> legacy(
                            LinuxCpu.builder().quota(1_000L).burst(1_001L).build()))
                    .hasMessageContaining("linux.resources.cpu.burst");
            assertThatThrownBy(() -> legacy(LinuxCpu.builder().idle(2L).build()))
                    .hasMessageContaining("linux.resources.cpu.idle");
        }

        @Test
        void processorsAndNodesAreLists() {
            LinuxResources resources = LinuxResources.builder()
                    .cpu(LinuxCpu.builder().cpus("0-3, 7").mems("0").build())
                    .build();

            assertThat(what(new CpusetController().legacy(resources, DIRECTORY)))
                    .containsExactly("echo 0-3,7 > /c/cpuset.cpus", "echo 0 > /c/cpuset.mems");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "1-", "1,,2", "0;reboot", "-1"})
        void malformedListsAreRefused(String list) {
            LinuxResources resources = LinuxResources.builder()
                    .cpu(LinuxCpu.builder().cpus(list).build())
                    .build();

            assertThatThrownBy(() -> new CpusetController().unified(resources, DIRECTORY, Current.NOTHING))
                    .hasMessageContaining("linux.resources.cpu.cpus")
                    .hasMessageContaining("is not a list of numbers");
        }

        private List<String> legacy(LinuxCpu cpu) {
            return what(
                    new CpuController().legacy(LinuxResources.builder().cpu(cpu).build(), DIRECTORY));
        }

        private List<String> unified(LinuxCpu cpu, Current current) {
            return what(new CpuController()
                    .unified(LinuxResources.builder().cpu(cpu).build(), DIRECTORY, current));
        }
    }

    @Nested
    class Others {
        @ParameterizedTest
        @CsvSource({"-1, max", "0, 0", "32771, 32771"})
        void pidsTakeZeroAsALimitLikeAnyOther(long limit, String written) {
            LinuxResources resources =
                    LinuxResources.builder().pids(new LinuxPids(limit)).build();

            assertThat(what(new PidsController().legacy(resources, DIRECTORY)))
                    .containsExactly("echo " + written + " > /c/pids.max");
        }

        @Test
        void ioWeightsGoToTheSchedulerThatIsThere() {
            LinuxResources resources = io(new LinuxBlockIo(
                    500,
                    null,
                    List.of(new LinuxWeightDevice(8, 0, 10, null)),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of()));

            assertThat(what(new IoController().legacy(resources, DIRECTORY)))
                    .containsExactly(
                            "echo 500 > /c/blkio.weight or else echo 500 > /c/blkio.bfq.weight",
                            "echo 8:0 10 > /c/blkio.weight_device or else echo 8:0 10 > /c/blkio.bfq.weight_device");
            assertThat(what(new IoController().unified(resources, DIRECTORY, Current.NOTHING)))
                    .containsExactly(
                            "echo 500 > /c/io.bfq.weight or else echo 4950 > /c/io.weight",
                            "echo 8:0 10 > /c/io.bfq.weight or else echo 8:0 1 > /c/io.weight");
        }

        @Test
        void ioRatesAreOneWriteEach() {
            LinuxResources resources = io(new LinuxBlockIo(
                    null,
                    null,
                    List.of(),
                    List.of(new LinuxThrottleDevice(8, 0, 600)),
                    List.of(new LinuxThrottleDevice(8, 0, 0)),
                    List.of(new LinuxThrottleDevice(8, 16, 300)),
                    List.of()));

            assertThat(what(new IoController().legacy(resources, DIRECTORY)))
                    .containsExactly(
                            "echo 8:0 600 > /c/blkio.throttle.read_bps_device",
                            "echo 8:0 0 > /c/blkio.throttle.write_bps_device",
                            "echo 8:16 300 > /c/blkio.throttle.read_iops_device");
            assertThat(what(new IoController().unified(resources, DIRECTORY, Current.NOTHING)))
                    .containsExactly(
                            "echo 8:0 rbps=600 > /c/io.max",
                            "echo 8:0 wbps=max > /c/io.max",
                            "echo 8:16 riops=300 > /c/io.max");
        }

        @Test
        void ioWeightsOutOfRangeAndLeafWeightsInVersion2AreRefused() {
            LinuxResources light = io(new LinuxBlockIo(9, null, List.of(), List.of(), List.of(), List.of(), List.of()));
            LinuxResources leaf = io(new LinuxBlockIo(null, 10, List.of(), List.of(), List.of(), List.of(), List.of()));

            assertThatThrownBy(() -> new IoController().legacy(light, DIRECTORY))
                    .hasMessageContaining("linux.resources.blockIO.weight");
            assertThatThrownBy(() -> new IoController().unified(leaf, DIRECTORY, Current.NOTHING))
                    .hasMessageContaining("linux.resources.blockIO.leafWeight");
        }

        @Test
        void ioWeightsOfZeroAreNone() {
            LinuxResources docker = io(new LinuxBlockIo(0, 0, List.of(), List.of(), List.of(), List.of(), List.of()));

            assertThat(new IoController().asked(docker)).isFalse();
            assertThat(new IoController().legacy(docker, DIRECTORY)).isEmpty();
            assertThat(new IoController().unified(docker, DIRECTORY, Current.NOTHING))
                    .isEmpty();
        }

        @Test
        void hugePagesAreLimitedInUseAndInReservations() {
            LinuxResources resources = LinuxResources.builder()
                    .hugepageLimits(List.of(new LinuxHugepageLimit("2MB", 4L << 20)))
                    .build();

            assertThat(what(new HugetlbController().legacy(resources, DIRECTORY)))
                    .containsExactly(
                            "echo 4194304 > /c/hugetlb.2MB.limit_in_bytes",
                            "echo 4194304 > /c/hugetlb.2MB.rsvd.limit_in_bytes");
            assertThat(what(new HugetlbController().unified(resources, DIRECTORY, Current.NOTHING)))
                    .containsExactly("echo 4194304 > /c/hugetlb.2MB.max", "echo 4194304 > /c/hugetlb.2MB.rsvd.max");
            assertThatThrownBy(() -> new HugetlbController()
                            .legacy(
                                    LinuxResources.builder()
                                            .hugepageLimits(List.of(new LinuxHugepageLimit("2 MB/..", 1)))
                                            .build(),
                                    DIRECTORY))
                    .hasMessageContaining("linux.resources.hugepageLimits[0].pageSize");
        }

        @Test
        void networkMarksAndPriorities() {
            LinuxResources resources = LinuxResources.builder()
                    .network(new LinuxNetwork(1_048_577L, List.of(new LinuxInterfacePriority("eth0", 5))))
                    .build();

            assertThat(what(new NetworkClassController().legacy(resources, DIRECTORY)))
                    .containsExactly("echo 1048577 > /c/net_cls.classid");
            assertThat(what(new NetworkPriorityController().legacy(resources, DIRECTORY)))
                    .containsExactly("echo eth0 5 > /c/net_prio.ifpriomap");
        }

        @Test
        void rdmaDevices() {
            LinuxResources resources = LinuxResources.builder()
                    .rdma(Map.of("mlx5_1", new LinuxRdma(3L, 10_000L)))
                    .build();

            assertThat(what(new RdmaController().unified(resources, DIRECTORY, Current.NOTHING)))
                    .containsExactly("echo mlx5_1 hca_handle=3 hca_object=10000 > /c/rdma.max");
            assertThatThrownBy(() -> new RdmaController()
                            .legacy(
                                    LinuxResources.builder()
                                            .rdma(Map.of("mlx5_1", new LinuxRdma(null, null)))
                                            .build(),
                                    DIRECTORY))
                    .hasMessageContaining("linux.resources.rdma.mlx5_1: nothing is limited");
        }

        private LinuxResources io(LinuxBlockIo io) {
            return LinuxResources.builder().blockIO(io).build();
        }
    }

    @Test
    void nothingAskedForIsNothingDone() {
        assertThat(Controller.all()).isNotEmpty().noneMatch(controller -> controller.asked(LinuxResources.NONE));
    }

    @Property
    void moreSharesAreNeverLessWeight(@ForAll @LongRange(min = 0, max = 300_000) long shares) {
        long weight = CpuWeight.fromShares(shares);

        assertThat(weight).isBetween(1L, 10_000L);
        assertThat(CpuWeight.fromShares(shares + 1)).isGreaterThanOrEqualTo(weight);
    }

    private static List<String> what(List<CgroupStep> steps) {
        return steps.stream().map(CgroupStep::what).toList();
    }
}
