package io.jdock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProbeTest {
    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void aDesktop() {
        host = new FakeHost(root);
    }

    @Test
    void readsKernelAndCaller() {
        HostFacts facts = host.probe();

        assertThat(facts.kernel()).isEqualTo(new KernelRelease("6.1.0-13-amd64", 6, 1));
        assertThat(facts.architecture()).isEqualTo(Architecture.X86_64);
        assertThat(facts.caller())
                .isEqualTo(new Caller(
                        "ada",
                        1000,
                        1000,
                        List.of(24L, 1000L),
                        0,
                        false,
                        false,
                        List.of(Caller.ALL_IDS),
                        List.of(Caller.ALL_IDS),
                        false));
        assertThat(facts.pidMaximum()).isEqualTo(OptionalLong.of(4_194_304));
        assertThat(facts.pressureStalls()).isTrue();
        assertThat(facts.namespaces()).contains("user", "time").hasSize(8);
        assertThat(facts.systemd()).isTrue();
        assertThat(facts.containedIn()).isEmpty();
    }

    @Test
    void refusesAKernelBelowTheBaseline() {
        HostFacts facts = host.file("/proc/sys/kernel/osrelease", "5.12.19\n").probe();

        assertThatThrownBy(facts::requireSupported)
                .isInstanceOf(HostException.class)
                .hasMessage("kernel release is 5.12.19: Linux 5.13 or newer is needed; update the kernel");
    }

    @Test
    void refusesAReleaseThatIsNone() {
        host.file("/proc/sys/kernel/osrelease", "plan9\n");

        assertThatThrownBy(host::probe).isInstanceOf(HostException.class).hasMessageContaining("'plan9'");
    }

    @Test
    void refusesAMachineWithoutProc() {
        host.remove("/proc/self/status");

        assertThatThrownBy(host::probe).isInstanceOf(HostException.class).hasMessageContaining("/proc/self/status");
    }

    @Test
    void readsRootsCapabilities() {
        HostFacts facts = host.file("/proc/self/status", """
                        Uid:\t0\t0\t0\t0
                        Gid:\t0\t0\t0\t0
                        Groups:\t
                        CapEff:\t000001fffeffffff
                        Seccomp:\t2
                        """).probe();

        assertThat(facts.caller().name()).isEqualTo("root");
        assertThat(facts.caller().groups()).isEmpty();
        assertThat(facts.caller().has(Capability.CAP_SYS_ADMIN)).isTrue();
        assertThat(facts.caller().has(Capability.CAP_SYS_RESOURCE)).isFalse();
        assertThat(facts.caller().seccompFiltered()).isTrue();
        assertThat(facts.canMapRanges()).isTrue();
        assertThat(facts.canIdMapMounts()).isTrue();
    }

    @Test
    void rootOfAUserNamespaceCannotIdMapMounts() {
        HostFacts facts = host.file(
                        "/proc/self/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n")
                .file("/proc/self/uid_map", "         0     100000      65536\n")
                .probe();

        assertThat(facts.caller().initialUserNamespace()).isFalse();
        assertThat(facts.canIdMapMounts()).isFalse();
    }

    private HostFacts rootOf(String map) {
        return host.file("/proc/self/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n")
                .file("/proc/self/uid_map", map)
                .file("/proc/self/gid_map", map)
                .file("/etc/subuid", "")
                .file("/etc/subgid", "")
                .probe();
    }

    @Test
    void rootGivesContainersTheIdsThatAreKeptForThem() {
        assertThat(rootOf("0 0 4294967295\n").containerUsers()).isEqualTo(new IdRange(524_288, 65_536));
    }

    @Test
    void rootOfAContainerGivesWhatItHasAboveItsOwnId() {
        HostFacts facts = rootOf("0 1000 1\n1 100000 65536\n");

        assertThat(facts.containerUsers()).isEqualTo(new IdRange(1, 65_536));
        assertThat(facts.containerGroups()).isEqualTo(new IdRange(1, 65_536));
        assertThat(facts.privileged()).isTrue();
    }

    @Test
    void rootWithOneIdIsAnOrdinaryUser() {
        HostFacts facts = rootOf("0 1000 1\n");

        assertThat(facts.containerUsers()).isEqualTo(new IdRange(0, 1));
        assertThat(facts.privileged()).isFalse();
        assertThat(facts.canMapRanges()).isFalse();
    }

    @Test
    void findsTheNearestCgroupThatIsDelegatedAndFreeOfProcesses() {
        CgroupLayout layout = host.probe().cgroups();

        assertThat(layout).isInstanceOf(CgroupLayout.V2.class);
        CgroupHierarchy unified = layout.unifiedHierarchy().orElseThrow();
        Path service = Path.of("/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service");
        assertThat(unified.ownDirectory()).contains(service.resolve("app.slice/build.scope"));
        assertThat(unified.base()).contains(service.resolve("app.slice"));
        assertThat(unified.delegationRoot()).contains(service);
        assertThat(unified.baseOccupied()).isFalse();
        assertThat(unified.controllers())
                .as("what the delegation root can pass on, not only what it passes on now")
                .containsExactlyInAnyOrder("cpu", "memory", "pids");
        assertThat(unified.offers("memory")).isTrue();
        assertThat(unified.offers("io")).isFalse();
    }

    @Test
    void aSessionScopeIsNotDelegated() {
        host.file("/proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n")
                .unifiedCgroup(
                        "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope", "cpu memory pids", "4242\n");

        CgroupHierarchy unified = host.probe().cgroups().unifiedHierarchy().orElseThrow();

        assertThat(unified.delegated()).isFalse();
        assertThat(unified.offers("memory")).isFalse();
        assertThat(unified.controllers()).contains("memory");
    }

    @Test
    void anOwnCgroupWithProcessesAndNothingAboveIsOccupied() {
        host.file("/proc/self/cgroup", "0::/\n")
                .unifiedCgroup("/sys/fs/cgroup", "cpu memory", "1\n7\n")
                .writable("/sys/fs/cgroup");

        CgroupHierarchy unified = host.probe().cgroups().unifiedHierarchy().orElseThrow();

        assertThat(unified.base()).contains(Path.of("/sys/fs/cgroup"));
        assertThat(unified.baseOccupied()).isTrue();
        assertThat(unified.offers("memory")).isFalse();
    }

    @Test
    void theRootOfTheHierarchyMayHoldProcesses() {
        host.file("/proc/self/cgroup", "0::/\n").writable("/sys/fs/cgroup");

        CgroupHierarchy unified = host.probe().cgroups().unifiedHierarchy().orElseThrow();

        assertThat(unified.base()).contains(Path.of("/sys/fs/cgroup"));
        assertThat(unified.offers("hugetlb")).isTrue();
    }

    @Test
    void readsVersion1HierarchiesWithCoMountedControllers() {
        host.file("/proc/self/mountinfo", """
                        22 1 254:0 / / rw - ext4 /dev/vda rw
                        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
                        33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                        34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
                        """)
                .file("/proc/self/cgroup", "5:cpu,cpuacct:/\n3:memory:/user\n1:name=systemd:/session\n")
                .legacyCgroup("/sys/fs/cgroup/cpu,cpuacct")
                .legacyCgroup("/sys/fs/cgroup/memory/user")
                .writable("/sys/fs/cgroup/memory/user");

        CgroupLayout layout = host.probe().cgroups();

        assertThat(layout).isInstanceOf(CgroupLayout.V1.class);
        assertThat(layout.legacy())
                .extracting(CgroupHierarchy::toString)
                .containsExactly(
                        "cpu,cpuacct on /sys/fs/cgroup/cpu,cpuacct",
                        "memory on /sys/fs/cgroup/memory",
                        "name=systemd on /sys/fs/cgroup/systemd");
        assertThat(layout.legacy().get(0).delegated()).isFalse();
        assertThat(layout.legacy().get(1).base()).contains(Path.of("/sys/fs/cgroup/memory/user"));
    }

    @Test
    void readsAHybridLayout() {
        host.file("/proc/self/mountinfo", """
                        22 1 254:0 / / rw - ext4 /dev/vda rw
                        33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                        34 31 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                        """)
                .file("/proc/self/cgroup", "3:memory:/\n0::/\n")
                .unifiedCgroup("/sys/fs/cgroup/unified", "hugetlb", "1\n");

        CgroupLayout layout = host.probe().cgroups();

        assertThat(layout).isInstanceOf(CgroupLayout.Hybrid.class);
        assertThat(layout.all()).hasSize(2);
        assertThat(layout.label()).isEqualTo("hybrid");
    }

    @Test
    void readsACgroupMountOfAContainerWithoutItsOwnCgroupNamespace() {
        host.file("/proc/self/mountinfo", "33 31 0:30 /docker/c1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n")
                .file("/proc/self/cgroup", "3:memory:/docker/c1/sub\n");

        assertThat(host.probe().cgroups().legacy().get(0).ownDirectory())
                .contains(Path.of("/sys/fs/cgroup/memory/sub"));
    }

    @Test
    void aCgroupOutsideOfTheMountHasNoDirectory() {
        host.file("/proc/self/cgroup", "0::/../other\n");

        assertThat(host.probe().cgroups().unifiedHierarchy().orElseThrow().ownDirectory())
                .isEmpty();
    }

    @Test
    void withoutCgroupMountsThereIsNoLayout() {
        host.file("/proc/self/mountinfo", "22 1 254:0 / / rw - ext4 /dev/vda rw\n");

        assertThat(host.probe().cgroups()).isEqualTo(new CgroupLayout.None());
    }

    @Test
    void readsSubordinateIdsByNameAndById() {
        host.file("/etc/subuid", "bob:1:2\nada:100000:65536\n1000:300000:10\nada:broken:1\nada:5:0\n");

        assertThat(host.probe().subordinateIds().users())
                .containsExactly(new IdRange(100_000, 65_536), new IdRange(300_000, 10));
        assertThat(host.probe().subordinateIds().groups()).containsExactly(new IdRange(200_000, 65_536));
    }

    @Test
    void aUserWithoutAnEntryIsCalledByItsId() {
        host.file("/proc/self/status", "Uid:\t4711\t4711\t4711\t4711\nGid:\t1\t1\t1\t1\n");

        HostFacts facts = HostProbe.probe(
                root,
                new HostProbe.Surroundings(Architecture.AARCH64, "?", "", path -> false, path -> false, () -> false));

        assertThat(facts.caller().name()).isEqualTo("4711");
    }

    @Test
    void helpersNeedMoreRightsThanTheirCallerHas() {
        assertThat(host.probe().helpers().canMapRanges()).isTrue();

        host.program("/usr/bin/newuidmap", "rwxr-xr-x");
        assertThat(host.probe().helpers().canMapRanges()).isFalse();

        host.fileCapabilities("/usr/bin/newuidmap");
        assertThat(host.probe().helpers().canMapRanges()).isTrue();
        assertThat(host.probe().canMapRanges()).isTrue();
    }

    @Test
    void noNewPrivilegesTakesTheHelpersEffect() {
        host.file("/proc/self/status", "Uid:\t1000\t1000\t1000\t1000\nGid:\t1\t1\t1\t1\nNoNewPrivs:\t1\n");

        assertThat(host.probe().canMapRanges()).isFalse();
    }

    @Test
    void anOverlayModuleOnDiskIsLoadable() {
        host.file("/proc/filesystems", "\text4\n");
        assertThat(host.probe().overlay()).isEqualTo(OverlaySupport.MISSING);

        host.file("/lib/modules/6.1.0-13-amd64/kernel/fs/overlayfs/overlay.ko.xz", "");
        assertThat(host.probe().overlay()).isEqualTo(OverlaySupport.LOADABLE);
    }

    @Test
    void readsSecurityFeatures() {
        host.file("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor")
                .file("/proc/self/attr/current", "unconfined\n")
                .file("/proc/sys/vm/memfd_noexec", "2\n")
                .file("/proc/sys/kernel/yama/ptrace_scope", "1\n");

        SecurityFeatures security = host.probe().security();

        assertThat(security.modules()).containsExactly("lockdown", "capability", "landlock", "yama", "apparmor");
        assertThat(security.label()).contains("unconfined");
        assertThat(security.memfdExecutable()).isFalse();
        assertThat(security.ptraceScope()).isEqualTo(OptionalInt.of(1));
        assertThat(security.seccompActions()).contains("errno", "kill_process");
    }

    @Test
    void withoutSecurityfsAModuleIsKnownByWhatElseItShows() {
        assertThat(host.probe().security().modules()).isEmpty();

        host.file("/sys/fs/selinux/enforce", "1");
        assertThat(host.probe().security().modules()).containsExactly("selinux");

        host.file("/sys/module/apparmor/parameters/enabled", "Y\n");
        assertThat(host.probe().security().modules()).containsExactly("apparmor");
    }

    @Test
    void readsEmulatorsThatAreEnabled() {
        host.file("/proc/sys/fs/binfmt_misc/qemu-aarch64", """
                        enabled
                        interpreter /usr/bin/qemu-aarch64-static
                        flags: OCF
                        offset 0
                        """)
                .file("/proc/sys/fs/binfmt_misc/qemu-riscv64", "disabled\ninterpreter /usr/bin/qemu\nflags: \n")
                .file("/proc/sys/fs/binfmt_misc/jar", "enabled\ninterpreter /usr/bin/jexec\nflags: \n");

        assertThat(host.probe().emulators())
                .containsExactly(new Emulator("qemu-aarch64", Path.of("/usr/bin/qemu-aarch64-static"), true));
    }

    @Test
    void noticesAnOuterContainerAndAChroot() {
        host.file("/.dockerenv", "").file("/proc/self/mountinfo", "9 1 0:5 / /proc rw - proc proc rw\n");

        assertThat(host.probe().containedIn()).contains("docker");
        assertThat(host.probe().caller().chrooted()).isTrue();
    }

    @Test
    void probesTheMachineOfThisJvm() {
        HostFacts facts = HostProbe.probe();

        assertThat(facts.kernel().text()).isEqualTo(System.getProperty("os.version"));
        assertThat(facts.namespaces()).contains("mnt", "pid");
        assertThat(Doctor.examine(facts)).extracting(Finding::name).contains("kernel", "cgroups");
    }
}
