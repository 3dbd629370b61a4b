package io.jdock.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void aDesktop() {
        host = new FakeHost(root);
    }

    @Test
    void aDesktopLacksOnlyTheControllersThatSystemdKeeps() {
        assertThat(Doctor.examine(host.probe()))
                .filteredOn(finding -> finding.status() != Finding.Status.OK)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.name()).isEqualTo("cgroups");
                    assertThat(finding.consequence()).isEqualTo("no limits of cpuset, io");
                    assertThat(finding.remedy()).contains("systemd-run --user --scope", "Delegate=cpu cpuset io");
                });
    }

    @Test
    void everyFindingThatIsNotOkSaysWhatItMeansAndWhatToDo() {
        host.file("/proc/sys/kernel/osrelease", "4.19.0")
                .file("/proc/sys/user/max_user_namespaces", "0")
                .file("/proc/sys/vm/memfd_noexec", "2")
                .file("/proc/filesystems", "")
                .file("/proc/sys/kernel/seccomp/actions_avail", "")
                .file("/proc/self/mountinfo", "9 1 0:5 / /proc rw - proc proc rw\n")
                .remove("/proc/pressure/memory")
                .remove("/proc/self/ns/time")
                .remove("/usr/bin/newuidmap")
                .remove("/usr/bin/pasta");

        List<Finding> bad = Doctor.examine(host.probe()).stream()
                .filter(finding -> finding.status() != Finding.Status.OK)
                .toList();

        assertThat(bad)
                .extracting(Finding::name)
                .containsExactly(
                        "kernel",
                        "user namespaces",
                        "namespaces",
                        "root directory",
                        "id maps",
                        "overlay",
                        "cgroups",
                        "outbound network",
                        "seccomp",
                        "programs in memory",
                        "pressure stalls");
        assertThat(bad).allSatisfy(finding -> {
            assertThat(finding.consequence()).isNotEmpty();
            assertThat(finding.remedy()).isNotEmpty();
        });
    }

    @Test
    void namesTheSwitchThatShowsAllOfProcInAnOuterContainer() {
        host.file("/proc/self/mountinfo", """
                22 1 254:0 / / rw - ext4 /dev/vda rw
                23 22 0:5 / /proc rw - proc proc rw
                24 23 0:6 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw
                25 23 0:7 / /proc/kcore rw - tmpfs tmpfs rw
                26 23 0:5 /sys /proc/sys ro - proc proc rw
                """);

        assertThat(Doctor.examine(host.probe()))
                .filteredOn(finding -> finding.status() == Finding.Status.MISSING)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.name()).isEqualTo("proc");
                    assertThat(finding.seen()).endsWith(": /proc/kcore, /proc/sys");
                    assertThat(finding.remedy()).contains("unmask=ALL", "systempaths=unconfined");
                });
    }

    @Test
    void tellsWhatTheWayToOtherMachinesLacks() {
        assertThat(outbound()).isEqualTo("by " + root.resolve("usr/bin/pasta"));

        host.program("/usr/bin/pasta.avx2", "rwxr-xr-x").file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu avx\n");
        assertThat(outbound()).isEqualTo("by " + root.resolve("usr/bin/pasta"));
        host.file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu avx avx2\nbugs\t\t:\n\nprocessor\t: 1\n");
        assertThat(outbound()).isEqualTo("by " + root.resolve("usr/bin/pasta.avx2"));

        host.remove("/usr/bin/pasta").program("/usr/bin/slirp4netns", "rwxr-xr-x");
        assertThat(outbound()).isEqualTo("by " + root.resolve("usr/bin/slirp4netns"));

        host.remove("/dev/net/tun");
        assertThat(outbound()).startsWith("/dev/net/tun is missing");

        host.remove("/usr/bin/slirp4netns");
        assertThat(outbound()).isEqualTo("neither pasta nor slirp4netns is installed");
    }

    @Test
    void tellsRootWhetherTheKernelServes() throws IOException {
        host.file("/proc/self/status", """
                Uid:\t0\t0\t0\t0
                Gid:\t0\t0\t0\t0
                CapEff:\t000001ffffffffff
                """);
        Files.setPosixFilePermissions(root.resolve("dev/net/tun"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(outbound()).endsWith("; by the kernel, which is faster, if net.ipv4.ip_forward were 1");

        host.file("/proc/sys/net/ipv4/ip_forward", "1");
        assertThat(outbound())
                .startsWith("by the kernel, where filters let pass")
                .contains("; else by ");
    }

    private String outbound() {
        return Doctor.examine(host.probe()).stream()
                .filter(finding -> finding.name().equals("outbound network"))
                .findFirst()
                .orElseThrow()
                .seen();
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/user/max_user_namespaces, 0, sysctl -w user.max_user_namespaces=15000",
        "/proc/sys/kernel/unprivileged_userns_clone, 0, sysctl -w kernel.unprivileged_userns_clone=1",
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns, 1, AppArmor profile"
    })
    void namesTheSwitchThatForbidsUserNamespaces(String file, String value, String remedy) {
        Finding finding = finding("user namespaces", host.file(file, value).probe());

        assertThat(finding.status()).isEqualTo(Finding.Status.MISSING);
        assertThat(finding.remedy()).contains(remedy);
    }

    @Test
    void namesTheSwitchOfAnOuterContainerThatFiltersNamespaces() {
        Finding finding = finding("user namespaces", host.filtered().probe());

        assertThat(finding.status()).isEqualTo(Finding.Status.MISSING);
        assertThat(finding.seen()).contains("seccomp filter");
        assertThat(finding.remedy()).contains("--security-opt seccomp=unconfined");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-default", "containers-default-0.50.1", "cri-containerd.apparmor.d"})
    void namesTheSwitchOfAnOuterContainerWhoseProfileForbidsMounts(String profile) {
        host.file("/proc/self/attr/current", profile + " (enforce)\n");
        Finding finding = finding("security modules", host.probe());

        assertThat(finding.status()).isEqualTo(Finding.Status.MISSING);
        assertThat(finding.seen()).endsWith("; this process: " + profile + " (enforce)");
        assertThat(finding.remedy()).contains("--security-opt apparmor=unconfined");

        host.file("/proc/self/attr/current", profile + " (complain)\n");
        assertThat(finding("security modules", host.probe()).status()).isEqualTo(Finding.Status.OK);
    }

    @Test
    void rootIsNotBoundByTheSwitchesForUnprivilegedUsers() {
        host.file("/proc/sys/kernel/unprivileged_userns_clone", "0")
                .file("/proc/self/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n");

        assertThat(finding("user namespaces", host.probe()).status()).isEqualTo(Finding.Status.OK);
    }

    @Test
    void tellsHowToGetSubordinateIds() {
        host.remove("/etc/subuid");

        assertThat(finding("id maps", host.probe()).remedy())
                .isEqualTo("as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ada");
    }

    @Test
    void theTablePutsConsequenceAndRemedyBelowTheFinding() {
        List<Finding> findings = List.of(
                Finding.ok("kernel", "6.1"),
                Finding.degraded(
                        "id maps",
                        "none",
                        "one id only",
                        "a remedy so long that it does not fit on the line and has to go on below the place where it"
                                + " began, as people expect"));

        assertThat(FindingReport.table(findings)).isEqualTo("""
                OK        kernel   6.1
                DEGRADED  id maps  none
                            so:     one id only
                            remedy: a remedy so long that it does not fit on the line and has to go on below the
                                    place where it began, as people expect
                """);
    }

    @Test
    void theJsonHasTheSameFields() throws Exception {
        JsonNode json = new ObjectMapper().readTree(FindingReport.json(Doctor.examine(host.probe())));

        assertThat(json.get(0).get("name").asText()).isEqualTo("kernel");
        assertThat(json.get(0).get("status").asText()).isEqualTo("OK");
        assertThat(json.get(0).fieldNames())
                .toIterable()
                .containsExactly("name", "status", "seen", "consequence", "remedy");
    }

    private static Finding finding(String name, HostFacts facts) {
        return Doctor.examine(facts).stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
