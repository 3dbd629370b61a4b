package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.oci.LinuxDeviceCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Device programs under the kernel's own verifier; a hybrid layout is enough for them. */
public class BpfDeviceFiltersTest {
    private final DeviceFilters filters = new BpfDeviceFilters();
    private Path cgroup = Path.of("/");

    @BeforeEach
    void makeCgroup() throws IOException {
        HostFacts facts = HostProbe.probe();
        assumeTrue(facts.caller().canMakeNamespaces(), "loading BPF programs needs root");
        assumeTrue(
                facts.cgroups()
                        .unifiedHierarchy()
                        .filter(CgroupHierarchy::delegated)
                        .isPresent(),
                "there is no hierarchy of version 2");
        cgroup = facts.cgroups()
                .unifiedHierarchy()
                .flatMap(CgroupHierarchy::base)
                .orElseThrow()
                .resolve("jdock-test-filter-" + ProcessHandle.current().pid());
        Files.createDirectory(cgroup);
    }

    @AfterEach
    void removeCgroup() throws IOException {
        if (!cgroup.equals(Path.of("/"))) {
            Files.delete(cgroup);
        }
    }

    @Test
    void aListIsEnforcedAndReplaced() throws Exception {
        restrict(LinuxDeviceCgroup.DENY_ALL);
        assertThat(opens("/dev/zero")).isFalse();

        restrict(LinuxDeviceCgroup.DENY_ALL, new LinuxDeviceCgroup(true, "c", 1L, 5L, "r"));
        assertThat(opens("/dev/zero")).isTrue();
        assertThat(opens("/dev/full")).isFalse();

        restrict(
                LinuxDeviceCgroup.DENY_ALL,
                new LinuxDeviceCgroup(true, "c", 1L, null, "rwm"),
                new LinuxDeviceCgroup(false, "c", 1L, 5L, "r"));
        assertThat(opens("/dev/full")).isTrue();
        assertThat(opens("/dev/zero")).isFalse();
    }

    @Test
    void theListOfAContainerPassesTheVerifier() throws Exception {
        filters.replace(
                cgroup,
                DeviceRules.parse(DeviceRules.withDefaults(List.of(LinuxDeviceCgroup.DENY_ALL), List.of()))
                        .program());

        assertThat(opens("/dev/zero")).isTrue();
        assertThat(opens("/dev/kmsg")).isFalse();
    }

    @Test
    void aListOfAThousandRulesPassesTheVerifier() throws Exception {
        List<LinuxDeviceCgroup> rules = new ArrayList<>(List.of(LinuxDeviceCgroup.DENY_ALL));
        for (long minor = 0; minor < 1000; minor++) {
            rules.add(new LinuxDeviceCgroup(true, "c", 240L, minor, "rw"));
        }
        rules.add(new LinuxDeviceCgroup(true, "c", 1L, 5L, "r"));

        filters.replace(cgroup, DeviceRules.parse(rules).program());

        assertThat(opens("/dev/zero")).isTrue();
        assertThat(opens("/dev/full")).isFalse();
    }

    private void restrict(LinuxDeviceCgroup... rules) throws ControlFileException {
        filters.replace(cgroup, DeviceRules.parse(List.of(rules)).program());
    }

    private boolean opens(String device) throws Exception {
        return new ProcessBuilder("/bin/sh", "-c", "echo 0 > " + cgroup + "/cgroup.procs && : < " + device)
                        .start()
                        .waitFor()
                == 0;
    }
}
