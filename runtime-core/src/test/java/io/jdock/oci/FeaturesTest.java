package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void whatARuntimeCannotDoIsSaidAndNotLeftOut() {
        LinuxFeatures linux = new LinuxFeatures(
                List.of(LinuxNamespaceType.PID, LinuxNamespaceType.MOUNT),
                List.of("CAP_KILL"),
                new LinuxFeatures.Cgroup(false, true, false, true, false),
                new LinuxFeatures.Seccomp(
                        true,
                        List.of(LinuxSeccompAction.ALLOW),
                        List.of(LinuxSeccompOperator.MASKED_EQ),
                        List.of(Arch.AARCH64),
                        List.of(LinuxSeccompFlag.LOG),
                        List.of()),
                new LinuxFeatures.Switch(false),
                new LinuxFeatures.Switch(false),
                new LinuxFeatures.IntelRdt(false, false, false),
                new LinuxFeatures.MemoryPolicy(List.of(MemoryPolicyModeType.BIND), List.of()),
                new LinuxFeatures.MountExtensions(new LinuxFeatures.Switch(true)),
                new LinuxFeatures.Switch(false));
        Features features =
                new Features("1.0.0", "1.2.1", List.of("createRuntime"), List.of("ro"), linux, Map.of(), List.of());

        assertThat(Fixture.tree(new ConfigWriter().write(features))).isEqualTo(Fixture.tree("""
                        {
                          "ociVersionMin": "1.0.0",
                          "ociVersionMax": "1.2.1",
                          "hooks": ["createRuntime"],
                          "mountOptions": ["ro"],
                          "linux": {
                            "namespaces": ["pid", "mount"],
                            "capabilities": ["CAP_KILL"],
                            "cgroup": {"v1": false, "v2": true, "systemd": false, "systemdUser": true, "rdma": false},
                            "seccomp": {
                              "enabled": true,
                              "actions": ["SCMP_ACT_ALLOW"],
                              "operators": ["SCMP_CMP_MASKED_EQ"],
                              "archs": ["SCMP_ARCH_AARCH64"],
                              "knownFlags": ["SECCOMP_FILTER_FLAG_LOG"],
                              "supportedFlags": []
                            },
                            "apparmor": {"enabled": false},
                            "selinux": {"enabled": false},
                            "intelRdt": {"enabled": false, "schemata": false, "monitoring": false},
                            "memoryPolicy": {"modes": ["MPOL_BIND"], "flags": []},
                            "mountExtensions": {"idmap": {"enabled": true}},
                            "netDevices": {"enabled": false}
                          },
                          "annotations": {},
                          "potentiallyUnsafeConfigAnnotations": []
                        }
                        """));
    }
}
