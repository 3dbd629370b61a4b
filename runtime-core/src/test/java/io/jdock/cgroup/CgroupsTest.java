package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.jdock.cgroup.CgroupRequest.DeviceEnforcement;
import io.jdock.cgroup.CgroupRequest.Extent;
import io.jdock.host.HostFacts;
import io.jdock.kernel.Errno;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxDeviceCgroup;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How plans are carried out, on file systems in memory. */
class CgroupsTest {
    private static final String USER = "/sys/fs/cgroup/user";
    private static final LinuxResources MEMORY = LinuxResources.builder()
            .memory(LinuxMemory.builder().limit(64L << 20).build())
            .build();

    private final FakeControlFiles files = new FakeControlFiles();
    private final List<String> filters = new ArrayList<>();
    private final Cgroups cgroups = new Cgroups(files, (directory, program) -> filters.add(directory.toString()));

    @Test
    void version2EnablesWhatIsMissingAndThenLimits() {
        aDelegatedCgroup();

        Cgroup cgroup = cgroups.create(plan(Layouts.asUser(Layouts.delegated("memory", "pids")), MEMORY));

        assertThat(cgroup).isInstanceOf(CgroupV2.class);
        assertThat(files.log())
                .containsExactly(
                        "mkdir /sys/fs/cgroup/user/jdock-web",
                        "write +pids /sys/fs/cgroup/user/cgroup.subtree_control",
                        "write +memory /sys/fs/cgroup/user/cgroup.subtree_control",
                        "write 67108864 /sys/fs/cgroup/user/jdock-web/memory.max");
        assertThat(cgroup.location().places())
                .containsExactly(
                        new CgroupPlace(true, Set.of("memory", "pids"), Path.of("/sys/fs/cgroup/user/jdock-web")));
        assertThat(cgroup.procsFiles()).containsExactly(Path.of("/sys/fs/cgroup/user/jdock-web/cgroup.procs"));
    }

    @Test
    void anEntryIsHastenedByEnteringWhereThisProcessIs() {
        aDelegatedCgroup();

        cgroups.hastenEntry(Path.of(USER));

        assertThat(files.log()).containsExactly("write 0 /sys/fs/cgroup/user/cgroup.procs");
    }

    @Test
    void anEntryIsNotHastenedWhereThatIsNotPermitted() {
        aDelegatedCgroup().failing("write 0 /sys/fs/cgroup/user/cgroup.procs", Errno.EACCES);

        assertThatNoException().isThrownBy(() -> cgroups.hastenEntry(Path.of(USER)));
    }

    @Test
    void controllersThatAreEnabledAlreadyAreLeftAlone() {
        aDelegatedCgroup().file(USER + "/cgroup.subtree_control", "memory pids");

        cgroups.create(plan(Layouts.asUser(Layouts.delegated("memory", "pids")), MEMORY));

        assertThat(files.log()).noneMatch(line -> line.contains("subtree_control"));
    }

    @Test
    void measuringIsNotWorthAFailureButALimitIs() {
        aDelegatedCgroup()
                .failing("write +pids /sys/fs/cgroup/user/cgroup.subtree_control", Errno.EBUSY)
                .failing("write +memory /sys/fs/cgroup/user/cgroup.subtree_control", Errno.EBUSY);
        HostFacts facts = Layouts.asUser(Layouts.delegated("memory", "pids"));

        assertThatThrownBy(() -> cgroups.create(plan(facts, MEMORY)))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.controller()).contains("memory");
                    assertThat(e.errno()).contains(Errno.EBUSY);
                    assertThat(e.file()).contains(Path.of(USER, "cgroup.subtree_control"));
                    assertThat(e.remedy()).contains("no internal processes");
                });
        assertThat(files.log()).endsWith("rmdir /sys/fs/cgroup/user/jdock-web");
        assertThat(files.exists(Path.of(USER, "jdock-web"))).isFalse();
    }

    @Test
    void aRefusedLimitIsToldWithFieldFileErrnoAndRemedy() {
        aDelegatedCgroup().failing("write 67108864 /sys/fs/cgroup/user/jdock-web/memory.max", Errno.EINVAL);

        assertThatThrownBy(() -> cgroups.create(plan(Layouts.asUser(Layouts.delegated("memory")), MEMORY)))
                .isInstanceOf(CgroupException.class)
                .hasMessage("linux.resources.memory.limit: the kernel does not take '67108864'"
                        + " (/sys/fs/cgroup/user/jdock-web/memory.max): EINVAL (Invalid argument);"
                        + " the value is out of range, or beyond what the parent cgroup has");
        assertThat(files.exists(Path.of(USER, "jdock-web"))).isFalse();
    }

    @Test
    void aHierarchyThatNoLimitDependsOnIsLeftOutWhereItMayNotBeChanged() {
        files.directory("/sys/fs/cgroup/memory")
                .directory("/sys/fs/cgroup/pids")
                .file("/sys/fs/cgroup/memory/jdock-web/memory.limit_in_bytes", "0")
                .failing("mkdir /sys/fs/cgroup/pids/jdock-web", Errno.EACCES);

        Cgroup cgroup = cgroups.create(plan(Layouts.asRoot(Layouts.legacy("memory", "pids")), MEMORY));

        assertThat(cgroup).isInstanceOf(CgroupV1.class);
        assertThat(cgroup.location().directories()).containsExactly(Path.of("/sys/fs/cgroup/memory/jdock-web"));
    }

    @Test
    void aNeededHierarchyThatMayNotBeChangedIsAnError() {
        files.directory("/sys/fs/cgroup/memory").failing("mkdir /sys/fs/cgroup/memory/jdock-web", Errno.EACCES);

        assertThatThrownBy(() -> cgroups.create(plan(Layouts.asRoot(Layouts.legacy("memory")), MEMORY)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("cannot make a cgroup (/sys/fs/cgroup/memory/jdock-web): EACCES")
                .hasMessageContaining("have root delegate a cgroup");
    }

    @Test
    void aCgroupOnTheWayThatSomeoneRemovesMeanwhileIsMadeAgain() {
        files.directory("/sys/fs/cgroup/pids").failing("mkdir /sys/fs/cgroup/pids/apps/web", Errno.ENOENT);

        Cgroup cgroup = cgroups.create(plan(Layouts.asRoot(Layouts.legacy("pids")), "apps/web"));

        assertThat(files.log())
                .containsExactly(
                        "mkdir /sys/fs/cgroup/pids/apps",
                        "mkdir /sys/fs/cgroup/pids/apps/web",
                        "mkdir /sys/fs/cgroup/pids/apps",
                        "mkdir /sys/fs/cgroup/pids/apps/web");
        assertThat(cgroup.directoriesToRemove())
                .containsExactly(Path.of("/sys/fs/cgroup/pids/apps/web"), Path.of("/sys/fs/cgroup/pids/apps"));
    }

    @Test
    void aCgroupInUseOrFrozenIsRefused() {
        files.directory("/sys/fs/cgroup/pids")
                .directory("/sys/fs/cgroup/pids/jdock-web")
                .file("/sys/fs/cgroup/pids/jdock-web/cgroup.procs", "17\n0\n18");
        HostFacts facts = Layouts.asRoot(Layouts.legacy("pids"));

        assertThatThrownBy(() -> cgroups.create(plan(facts, LinuxResources.NONE)))
                .hasMessageContaining("linux.cgroupsPath: the cgroup is in use by the processes [17, 18]");
        files.file("/sys/fs/cgroup/pids/jdock-web/cgroup.procs", "")
                .file("/sys/fs/cgroup/pids/jdock-web/freezer.state", "FROZEN");
        assertThatThrownBy(() -> cgroups.create(plan(facts, LinuxResources.NONE)))
                .hasMessageContaining("the cgroup is frozen");
        assertThat(files.log()).as("it is not ours to remove").noneMatch(line -> line.startsWith("rmdir"));
    }

    @Test
    void aCpusetWithoutProcessorsGetsThoseOfItsParent() {
        files.directory("/sys/fs/cgroup/cpuset")
                .file("/sys/fs/cgroup/cpuset/cpuset.cpus", "0-3")
                .file("/sys/fs/cgroup/cpuset/cpuset.mems", "0")
                .file("/sys/fs/cgroup/cpuset/jdock-web/cpuset.cpus", "")
                .file("/sys/fs/cgroup/cpuset/jdock-web/cpuset.mems", "");
        LinuxResources resources = LinuxResources.builder()
                .cpu(LinuxCpu.builder().cpus("1").build())
                .build();

        cgroups.create(plan(Layouts.asRoot(Layouts.legacy("cpuset")), resources));

        assertThat(files.log())
                .containsExactly(
                        "mkdir /sys/fs/cgroup/cpuset/jdock-web",
                        "write 0-3 /sys/fs/cgroup/cpuset/jdock-web/cpuset.cpus",
                        "write 0 /sys/fs/cgroup/cpuset/jdock-web/cpuset.mems",
                        "write 1 /sys/fs/cgroup/cpuset/jdock-web/cpuset.cpus");
    }

    @Test
    void deviceRulesOfVersion2BecomeAFilter() {
        aDelegatedCgroup();
        LinuxResources resources = LinuxResources.builder()
                .devices(List.of(LinuxDeviceCgroup.DENY_ALL))
                .build();

        cgroups.create(plan(Layouts.asRoot(Layouts.delegated("memory")), resources));

        assertThat(filters).containsExactly("/sys/fs/cgroup/user/jdock-web");
    }

    @Test
    void updatesThatExcludeOneAnotherAreTriedAgainAfterTheOther() {
        Cgroup cgroup = aMemoryCgroup()
                .failing("write 200000 /c/memory.limit_in_bytes", Errno.EINVAL)
                .open();

        cgroup.update(limits(200_000, 300_000));

        assertThat(files.log())
                .containsExactly(
                        "write 200000 /c/memory.limit_in_bytes",
                        "write 300000 /c/memory.memsw.limit_in_bytes",
                        "write 200000 /c/memory.limit_in_bytes");
    }

    @Test
    void anUpdateThatStaysRefusedPutsTheOldValuesBack() {
        Cgroup cgroup = aMemoryCgroup()
                .failing("write 200000 /c/memory.limit_in_bytes", Errno.EINVAL)
                .failing("write 200000 /c/memory.limit_in_bytes", Errno.EINVAL)
                .open();

        assertThatThrownBy(() -> cgroup.update(limits(200_000, 300_000)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("linux.resources.memory.limit");
        assertThat(files.log())
                .endsWith("write 150000 /c/memory.memsw.limit_in_bytes", "write 100000 /c/memory.limit_in_bytes");
    }

    @Test
    void whatCannotBeFreedIsToldWithTheAmountInUse() {
        Cgroup cgroup = aMemoryCgroup()
                .with("/c/memory.usage_in_bytes", "99000")
                .failing("write 5000 /c/memory.limit_in_bytes", Errno.EBUSY)
                .open();

        assertThatThrownBy(() -> cgroup.update(limits(5_000, 300_000)))
                .hasMessageContaining("EBUSY")
                .hasMessageContaining("it is less than what is in use and cannot be freed: 99000 bytes");
    }

    @Test
    void removalWaitsUntilProcessesAreGone() {
        files.directory("/c")
                .directory("/c/inner")
                .failing("rmdir /c", Errno.EBUSY)
                .failing("rmdir /c", Errno.EBUSY);
        Cgroup cgroup = cgroups.open(new CgroupLocation(
                List.of(new CgroupPlace(true, Set.of(), Path.of("/c"))), List.of(Path.of("/parent"))));
        files.directory("/parent").failing("rmdir /parent", Errno.ENOTEMPTY);

        cgroup.remove();

        assertThat(files.log()).containsExactly("rmdir /c", "rmdir /c/inner", "rmdir /c", "rmdir /c", "rmdir /parent");
    }

    private FakeControlFiles aDelegatedCgroup() {
        return files.directory(USER)
                .file(USER + "/cgroup.controllers", "memory pids")
                .file(USER + "/cgroup.subtree_control", "")
                .file(USER + "/jdock-web/cgroup.controllers", "memory pids")
                .file(USER + "/jdock-web/memory.max", "max");
    }

    private MemoryCgroup aMemoryCgroup() {
        files.directory("/c")
                .file("/c/memory.limit_in_bytes", "100000")
                .file("/c/memory.memsw.limit_in_bytes", "150000");
        return new MemoryCgroup();
    }

    private final class MemoryCgroup {
        MemoryCgroup failing(String operation, Errno errno) {
            files.failing(operation, errno);
            return this;
        }

        MemoryCgroup with(String file, String text) {
            files.file(file, text);
            return this;
        }

        Cgroup open() {
            return cgroups.open(
                    new CgroupLocation(List.of(new CgroupPlace(false, Set.of("memory"), Path.of("/c"))), List.of()));
        }
    }

    private static LinuxResources limits(long limit, long swap) {
        return LinuxResources.builder()
                .memory(LinuxMemory.builder().limit(limit).swap(swap).build())
                .build();
    }

    private static CgroupPlan plan(HostFacts facts, LinuxResources resources) {
        return new CgroupPlanner(facts)
                .plan(CgroupRequest.of("web", resources))
                .made()
                .orElseThrow();
    }

    private static CgroupPlan plan(HostFacts facts, String path) {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.of(path), LinuxResources.NONE, Extent.EVERYWHERE, DeviceEnforcement.WHERE_PERMITTED);
        return new CgroupPlanner(facts).plan(request).made().orElseThrow();
    }
}
