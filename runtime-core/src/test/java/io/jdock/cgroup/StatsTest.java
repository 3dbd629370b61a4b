package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What control files say in numbers. */
class StatsTest {
    private final FakeControlFiles files = new FakeControlFiles().directory("/c");
    private final Cgroups cgroups = new Cgroups(files, (directory, program) -> {});

    @Test
    void readsVersion2() {
        files.file("/c/cpu.stat", """
                        usage_usec 1500
                        user_usec 1000
                        system_usec 500
                        nr_periods 10
                        nr_throttled 3
                        throttled_usec 77""")
                .file("/c/memory.current", "4096000")
                .file("/c/memory.max", "max")
                .file("/c/memory.peak", "5000000")
                .file("/c/memory.swap.current", "10")
                .file("/c/memory.swap.max", "1000")
                .file("/c/memory.stat", "anon 1000\nfile 2000\ninactive_file 96000")
                .file("/c/memory.events", "low 0\nhigh 0\nmax 4\noom 2\noom_kill 1")
                .file("/c/pids.current", "7")
                .file("/c/pids.max", "100")
                .file("/c/io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n254:16")
                .file("/c/hugetlb.2MB.current", "2097152")
                .file("/c/hugetlb.2MB.events", "max 5")
                .file("/c/memory.pressure", """
                        some avg10=1.50 avg60=0.25 avg300=0.00 total=12345
                        full avg10=0.50 avg60=0.00 avg300=0.00 total=99""");

        CgroupStats stats = open(true, "memory", "cpu", "pids", "io").stats();

        assertThat(stats.cpu())
                .contains(new CgroupStats.Cpu(
                        1_500_000, 1_000_000, 500_000, Optional.of(new CgroupStats.Throttling(10, 3, 77_000))));
        CgroupStats.Memory memory = stats.memory().orElseThrow();
        assertThat(memory.usage()).isEqualTo(4_096_000);
        assertThat(memory.workingSet()).isEqualTo(4_000_000);
        assertThat(memory.peak()).hasValue(5_000_000);
        assertThat(memory.limit()).isEmpty();
        assertThat(memory.swapUsage()).hasValue(10);
        assertThat(memory.swapLimit()).hasValue(1000);
        assertThat(memory.outOfMemoryKills()).isEqualTo(1);
        assertThat(stats.tasks().orElseThrow().limit()).hasValue(100);
        assertThat(stats.io()).containsExactly(new CgroupStats.Io(8, 0, 1, 2, 3, 4));
        assertThat(stats.hugepages()).containsExactly(new CgroupStats.Hugepages("2MB", 2_097_152, 5));
        assertThat(stats.cpuPressure()).isEmpty();
        CgroupStats.Pressure pressure = stats.memoryPressure().orElseThrow();
        assertThat(pressure.some().percent10()).isEqualTo(1.5, within(1e-9));
        assertThat(pressure.some().totalMicros()).isEqualTo(12_345);
        assertThat(pressure.full())
                .hasValueSatisfying(full -> assertThat(full.totalMicros()).isEqualTo(99));
    }

    @Test
    void readsVersion1() {
        files.file("/c/cpuacct.usage", "900")
                .file("/c/cpuacct.usage_user", "600")
                .file("/c/cpuacct.usage_sys", "300")
                .file("/c/memory.usage_in_bytes", "4096")
                .file("/c/memory.max_usage_in_bytes", "8192")
                .file("/c/memory.limit_in_bytes", "9223372036854771712")
                .file("/c/memory.memsw.limit_in_bytes", "9223372036854771712")
                .file("/c/memory.memsw.usage_in_bytes", "5096")
                .file("/c/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2")
                .file("/c/memory.stat", "cache 10\ntotal_inactive_file 96")
                .file("/c/blkio.throttle.io_service_bytes_recursive", """
                        8:0 Read 4096
                        8:0 Write 8192
                        8:0 Sync 0
                        8:0 Total 12288
                        Total 12288""")
                .file("/c/blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Write 2\nTotal 3");

        CgroupStats stats = open(false, "memory", "cpuacct", "blkio").stats();

        assertThat(stats.cpu()).contains(new CgroupStats.Cpu(900, 600, 300, Optional.empty()));
        CgroupStats.Memory memory = stats.memory().orElseThrow();
        assertThat(memory.limit()).as("the largest number means none").isEmpty();
        assertThat(memory.swapUsage()).hasValue(1000);
        assertThat(memory.workingSet()).isEqualTo(4000);
        assertThat(memory.outOfMemoryKills()).isEqualTo(2);
        assertThat(stats.io()).containsExactly(new CgroupStats.Io(8, 0, 4096, 8192, 1, 2));
        assertThat(stats.tasks()).isEmpty();
    }

    @Test
    void killsBelowTheCgroupCountInVersion1() {
        files.directory("/c/inner")
                .file("/c/memory.oom_control", "oom_kill 1")
                .file("/c/inner/memory.oom_control", "oom_kill 2");

        assertThat(open(false, "memory").outOfMemoryKills()).isEqualTo(3);
    }

    @Test
    void nothingIsMeasuredWhereThereIsNothing() {
        assertThat(open(true).stats()).isEqualTo(CgroupStats.NONE);
        assertThat(open(true).outOfMemoryKills()).isZero();
    }

    @Test
    void aHybridTakesWhatVersion1LacksFromVersion2() {
        files.directory("/u")
                .file("/c/memory.usage_in_bytes", "4096")
                .file("/u/cpu.stat", "usage_usec 1\nuser_usec 1\nsystem_usec 0")
                .file("/u/cpu.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1");
        Cgroup hybrid = cgroups.open(new CgroupLocation(
                List.of(
                        new CgroupPlace(false, Set.of("memory"), Path.of("/c")),
                        new CgroupPlace(true, Set.of(), Path.of("/u"))),
                List.of()));

        CgroupStats stats = hybrid.stats();

        assertThat(hybrid).isInstanceOf(CgroupHybrid.class);
        assertThat(stats.memory()).isPresent();
        assertThat(stats.cpu()).contains(new CgroupStats.Cpu(1000, 1000, 0, Optional.empty()));
        assertThat(stats.cpuPressure()).isPresent();
    }

    /** Whatever a kernel of the future writes, statistics do not fail. */
    @Property
    void anyTextCanBeRead(@ForAll String text) {
        assertThat(ControlText.flat(text)).isNotNull();
        assertThat(ControlText.nested(text)).isNotNull();
        assertThat(ControlText.pressure(text)).isNotNull();
        assertThat(ControlText.limit(text)).isNotNull();
    }

    private Cgroup open(boolean unified, String... controllers) {
        return cgroups.open(
                new CgroupLocation(List.of(new CgroupPlace(unified, Set.of(controllers), Path.of("/c"))), List.of()));
    }
}
