package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.jdock.cgroup.CgroupRequest.DeviceEnforcement;
import io.jdock.cgroup.CgroupRequest.Extent;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HostFacts;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxDeviceCgroup;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxNetwork;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPlannerTest {
    private static final LinuxResources MEMORY = LinuxResources.builder()
            .memory(LinuxMemory.builder().limit(64L << 20).build())
            .build();

    @Test
    void version1GetsADirectoryInEachHierarchyAndTheLimitInItsOwn() {
        CgroupPlan plan = plan(Layouts.asRoot(Layouts.legacy("memory", "pids", "cpuset")), request(MEMORY));

        assertThat(plan.describe().lines().map(CgroupPlannerTest::command))
                .containsExactly(
                        "mkdir /sys/fs/cgroup/memory/jdock-web",
                        "echo 67108864 > /sys/fs/cgroup/memory/jdock-web/memory.limit_in_bytes",
                        "mkdir /sys/fs/cgroup/pids/jdock-web",
                        "mkdir /sys/fs/cgroup/cpuset/jdock-web",
                        "copy cpuset.cpus and cpuset.mems of /sys/fs/cgroup/cpuset to /sys/fs/cgroup/cpuset/jdock-web");
        assertThat(plan.parts()).extracting(CgroupPlan.Part::needed).containsExactly(true, false, false);
    }

    @Test
    void version2EnablesControllersFromTheDelegationRootDown() {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.of("apps/web"), MEMORY, Extent.EVERYWHERE, DeviceEnforcement.WHERE_PERMITTED);

        CgroupPlan plan = plan(Layouts.asUser(Layouts.delegated("memory", "pids")), request);

        assertThat(plan.describe().lines().map(CgroupPlannerTest::command))
                .containsExactly(
                        "mkdir /sys/fs/cgroup/user/apps",
                        "mkdir /sys/fs/cgroup/user/apps/web",
                        "enable memory (and if possible pids) in /sys/fs/cgroup/user/cgroup.subtree_control",
                        "enable memory (and if possible pids) in /sys/fs/cgroup/user/apps/cgroup.subtree_control",
                        "echo 67108864 > /sys/fs/cgroup/user/apps/web/memory.max");
    }

    @Test
    void anAbsolutePathCountsFromTheMountPoint() {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.of("/apps/web"), MEMORY, Extent.WHERE_LIMITED, DeviceEnforcement.REQUIRED);

        assertThat(plan(Layouts.asRoot(Layouts.legacy("memory", "pids")), request)
                        .parts())
                .extracting(part -> part.place().directory())
                .containsExactly(Path.of("/sys/fs/cgroup/memory/apps/web"));
        assertThat(plan(Layouts.asRoot(Layouts.delegated("memory")), request).describe())
                .contains("in /sys/fs/cgroup/cgroup.subtree_control", "in /sys/fs/cgroup/apps/cgroup.subtree_control");
    }

    @Test
    void aHybridLayoutPutsEachLimitWhereItsControllerIs() {
        LinuxResources resources = MEMORY.toBuilder()
                .pids(new LinuxPids(100L))
                .unified(Map.of("pids.max", "90"))
                .build();

        CgroupPlan plan = plan(Layouts.asRoot(Layouts.hybrid(Set.of("pids"), "memory")), request(resources));

        assertThat(plan.describe())
                .contains(
                        "echo 67108864 > /sys/fs/cgroup/memory/jdock-web/memory.limit_in_bytes",
                        "enable pids in /sys/fs/cgroup/unified/cgroup.subtree_control",
                        "echo 100 > /sys/fs/cgroup/unified/jdock-web/pids.max",
                        "echo 90 > /sys/fs/cgroup/unified/jdock-web/pids.max");
    }

    @Test
    void onlyWhereLimitedLeavesOtherHierarchiesOutButForTheFreezer() {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.empty(), MEMORY, Extent.WHERE_LIMITED, DeviceEnforcement.WHERE_PERMITTED);

        assertThat(plan(Layouts.asRoot(Layouts.legacy("cpu", "memory", "freezer")), request)
                        .parts())
                .extracting(part -> part.place().controllers())
                .containsExactly(Set.of("memory"), Set.of("freezer"));
    }

    @Test
    void onceLimitedAContainerIsMeasuredToo() {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.empty(), MEMORY, Extent.MEASURED_IF_LIMITED, DeviceEnforcement.WHERE_PERMITTED);
        CgroupLayout legacy = Layouts.legacy("cpu", "cpuset", "memory", "devices", "freezer", "name=systemd");
        CgroupLayout hybrid = Layouts.hybrid(Set.of(), "cpu,cpuacct", "memory", "devices", "freezer");

        assertThat(directories(Layouts.asRoot(legacy), request))
                .as("freezer of version 1, no devices, no systemd")
                .containsExactlyInAnyOrder("cpu", "cpuset", "memory", "freezer");
        assertThat(directories(Layouts.asRoot(hybrid), request))
                .as("version 2 instead of the freezer")
                .containsExactlyInAnyOrder("cpu,cpuacct", "memory", "unified");
        CgroupRequest unlimited = new CgroupRequest(
                "web",
                Optional.empty(),
                LinuxResources.NONE,
                Extent.MEASURED_IF_LIMITED,
                DeviceEnforcement.WHERE_PERMITTED);
        assertThat(new CgroupPlanner(Layouts.asRoot(legacy)).plan(unlimited).made())
                .isEmpty();
    }

    private static List<String> directories(HostFacts host, CgroupRequest request) {
        return plan(host, request).parts().stream()
                .map(part -> Layouts.MOUNT.relativize(part.place().directory()).getName(0))
                .map(Path::toString)
                .toList();
    }

    @Test
    void theEndOfAPausedContainerIsWrittenInTheWordsOfEachVersion() {
        assertThat(plan(Layouts.asRoot(Layouts.legacy("memory", "freezer")), request(MEMORY))
                        .location()
                        .endingWrites())
                .extracting(CgroupStep.Setting::toString)
                .containsExactly("echo THAWED > /sys/fs/cgroup/freezer/jdock-web/freezer.state");
        assertThat(plan(Layouts.asRoot(Layouts.delegated("memory")), request(MEMORY))
                        .location()
                        .endingWrites())
                .extracting(CgroupStep.Setting::toString)
                .containsExactly(
                        "echo 1 > /sys/fs/cgroup/user/jdock-web/cgroup.kill",
                        "echo 0 > /sys/fs/cgroup/user/jdock-web/cgroup.freeze");
    }

    @Test
    void aPathThatIsGivenHasToBeKept() {
        CgroupRequest request = new CgroupRequest(
                "web",
                Optional.of("apps/web"),
                LinuxResources.NONE,
                Extent.EVERYWHERE,
                DeviceEnforcement.WHERE_PERMITTED);

        assertThatThrownBy(() -> plan(Layouts.asUser(Layouts.closed("memory")), request))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.field()).contains("linux.cgroupsPath");
                    assertThat(e.problem()).startsWith("cannot make the cgroup 'apps/web': none are delegated");
                });
        assertThatThrownBy(() -> plan(Layouts.asRoot(new CgroupLayout.None()), request))
                .hasMessageContaining("none are mounted");
    }

    @Test
    void withoutLimitsAndWithoutDelegationThereIsNoCgroup() {
        CgroupDecision decision =
                new CgroupPlanner(Layouts.asUser(Layouts.closed("memory"))).plan(request(LinuxResources.NONE));

        assertThat(decision)
                .isEqualTo(new CgroupDecision.Without(
                        "no cgroups: none are delegated to this user, and no limits are asked for"));
        assertThat(decision.made()).isEmpty();
        assertThat(new CgroupPlanner(Layouts.asRoot(new CgroupLayout.None()))
                        .plan(request(LinuxResources.NONE))
                        .made())
                .isEmpty();
    }

    @Test
    void aLimitWithoutDelegationIsRefusedWithFieldControllerAndRemedy() {
        assertThatThrownBy(() -> plan(Layouts.asUser(Layouts.closed("memory")), request(MEMORY)))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> {
                    assertThat(e.field()).contains("linux.resources.memory");
                    assertThat(e.controller()).contains("memory");
                    assertThat(e.file()).contains(Path.of("/sys/fs/cgroup/session"));
                    assertThat(e.remedy()).contains("delegate", "systemd-run --user --scope");
                });
    }

    @Test
    void aLimitWithoutItsControllerIsRefused() {
        LinuxResources cpu = LinuxResources.builder()
                .cpu(LinuxCpu.builder().quota(50_000L).build())
                .build();

        assertThatThrownBy(() -> plan(Layouts.asUser(Layouts.delegated("memory", "pids")), request(cpu)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining(
                        "linux.resources.cpu: this limit cannot be kept: there is no cgroup controller cpu")
                .hasMessageContaining("there are memory, pids");
        assertThatThrownBy(() -> plan(Layouts.asRoot(new CgroupLayout.None()), request(cpu)))
                .hasMessageContaining("no cgroup file system is mounted");
    }

    @Test
    void aCgroupWithProcessesPassesNoControllersOn() {
        assertThatThrownBy(() -> plan(Layouts.asRoot(Layouts.occupied("memory")), request(MEMORY)))
                .hasMessageContaining("no internal processes");

        CgroupPlan plan = plan(Layouts.asRoot(Layouts.occupied("memory")), request(LinuxResources.NONE));
        assertThat(plan.describe()).contains("mkdir /sys/fs/cgroup/jdock-web").doesNotContain("enable");
    }

    @Test
    void whatVersion2HasNotIsRefused() {
        LinuxResources network = LinuxResources.builder()
                .network(new LinuxNetwork(1L, List.of()))
                .build();

        assertThatThrownBy(() -> plan(Layouts.asRoot(Layouts.delegated("memory")), request(network)))
                .hasMessageContaining("linux.resources.network.classID: cgroup version 2 marks no packets");
    }

    @Test
    void deviceRulesNeedRootUnlessTheyMayBeLeftOut() {
        LinuxResources devices = LinuxResources.builder()
                .devices(List.of(LinuxDeviceCgroup.DENY_ALL))
                .build();
        HostFacts user = Layouts.asUser(Layouts.delegated("memory"));

        assertThat(plan(user, request(devices)).remarks())
                .singleElement()
                .asString()
                .contains("device rules are not enforced without root");
        assertThatThrownBy(() -> plan(
                        user,
                        new CgroupRequest(
                                "web", Optional.empty(), devices, Extent.EVERYWHERE, DeviceEnforcement.REQUIRED)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("linux.resources.devices: rules about devices need root");
        assertThat(plan(Layouts.asRoot(Layouts.delegated("memory")), request(devices))
                        .describe())
                .contains("attach a BPF program");
        assertThat(plan(Layouts.asRoot(Layouts.legacy("devices")), request(devices))
                        .describe())
                .contains("echo a > /sys/fs/cgroup/devices/jdock-web/devices.deny");
    }

    @Test
    void rawFilesAreWrittenLineByLineAndNeedTheirController() {
        LinuxResources raw = LinuxResources.builder()
                .unified(Map.of("io.max", "8:0 rbps=1024\n8:16 wiops=10", "cgroup.max.depth", "3"))
                .build();

        assertThat(plan(Layouts.asUser(Layouts.delegated("io")), request(raw)).describe())
                .contains(
                        "echo 8:0 rbps=1024 > /sys/fs/cgroup/user/jdock-web/io.max",
                        "echo 8:16 wiops=10 > /sys/fs/cgroup/user/jdock-web/io.max",
                        "echo 3 > /sys/fs/cgroup/user/jdock-web/cgroup.max.depth");
        assertThatThrownBy(() -> plan(Layouts.asUser(Layouts.delegated("memory")), request(raw)))
                .hasMessageContaining("linux.resources.unified.io.max: cgroup version 2 has no controller io here");
        assertThatThrownBy(() -> plan(Layouts.asRoot(Layouts.legacy("memory")), request(raw)))
                .hasMessageContaining("files of cgroup version 2 are asked for, and this machine has version 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../memory.max", "a/b", "", ".hidden"})
    void rawFilesCannotLeadElsewhere(String key) {
        LinuxResources raw = LinuxResources.builder().unified(Map.of(key, "1")).build();

        assertThatThrownBy(() -> plan(Layouts.asUser(Layouts.delegated("io")), request(raw)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("is not the name of a control file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "/a/../../b", "a/cgroup.procs", "a\nb", "."})
    void unsoundPathsAreRefused(String path) {
        CgroupRequest request = new CgroupRequest(
                "web", Optional.of(path), MEMORY, Extent.EVERYWHERE, DeviceEnforcement.WHERE_PERMITTED);

        assertThatThrownBy(() -> plan(Layouts.asRoot(Layouts.legacy("memory")), request))
                .asInstanceOf(type(CgroupException.class))
                .satisfies(e -> assertThat(e.field()).contains("linux.cgroupsPath"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "../x"})
    void unsoundIdsAreRefused(String id) {
        assertThatThrownBy(() -> plan(Layouts.asRoot(Layouts.legacy("memory")), CgroupRequest.of(id, MEMORY)))
                .hasMessageContaining("cannot name a cgroup");
    }

    @Test
    void anUpdateNeedsACgroupOfItsKind() {
        List<CgroupPlace> places = List.of(new CgroupPlace(true, Set.of("pids"), Path.of("/sys/fs/cgroup/x")));

        assertThat(CgroupPlanner.update(
                        places,
                        LinuxResources.builder().pids(new LinuxPids(-1L)).build(),
                        Current.NOTHING))
                .extracting(CgroupStep::what)
                .containsExactly("echo max > /sys/fs/cgroup/x/pids.max");
        assertThatThrownBy(() -> CgroupPlanner.update(places, MEMORY, Current.NOTHING))
                .hasMessageContaining("this container has no cgroup with the controller memory");
    }

    private static String command(String line) {
        return line.substring(0, line.indexOf("    #"));
    }

    private static CgroupRequest request(LinuxResources resources) {
        return CgroupRequest.of("web", resources);
    }

    private static CgroupPlan plan(HostFacts facts, CgroupRequest request) {
        return new CgroupPlanner(facts).plan(request).made().orElseThrow();
    }
}
