package io.jdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.kernel.Architecture;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Explainer.Explained;
import io.jdock.plan.Launch.Caller;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Launch.Sources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels of security modules in plans, for machines that have these modules. No test here changes a label. */
class SecurityLabelsTest {
    private static RuntimeSpec configuration(String process, String linux) {
        return new ConfigReader().read("""
                {
                    "ociVersion": "1.2.0",
                    "root": {"path": "rootfs"},
                    "process": {"args": ["true"], "cwd": "/", "user": {"uid": 0, "gid": 0}, %s "noNewPrivileges": true},
                    "mounts": [
                        {"destination": "/proc", "type": "proc", "source": "proc"},
                        {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"}
                    ],
                    "linux": {%s "namespaces": [{"type": "mount"}, {"type": "pid"}]}
                }
                """.formatted(process, linux).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Explained> plan(RuntimeSpec spec, String... modules) {
        Launch launch = new Launch(
                Architecture.X86_64,
                new Caller(0, 0, true, true, Optional.empty(), Optional.empty()),
                "/bundle",
                false,
                true,
                false,
                true,
                Set.of(),
                false,
                false,
                0,
                true,
                CgroupEntry.NONE,
                List.of(),
                Optional.empty(),
                Set.of(modules),
                new NoSources(),
                Optional.empty(),
                List.of(),
                false,
                false,
                true);
        return Explainer.explain(Planner.create(spec, launch));
    }

    /** Nothing is bound here. */
    private static final class NoSources implements Sources {
        @Override
        public Kind kind(String path) {
            return Kind.MISSING;
        }

        @Override
        public Kind followed(String path) {
            return Kind.MISSING;
        }

        @Override
        public String link(String path) {
            throw new IllegalArgumentException(path);
        }
    }

    private static Explained step(List<Explained> plan, String beginning) {
        return plan.stream()
                .filter(step -> step.what().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAppArmorProfileIsAskedForBeforeAnyRightGoes() {
        List<Explained> plan = plan(configuration("\"apparmorProfile\": \"jdock-default\",", ""), "apparmor");

        Explained asked = step(plan, "ask for the AppArmor profile jdock-default");
        assertThat(asked.calls()).anyMatch(call -> call.contains("thread-self/attr/apparmor/exec"));
        assertThat(asked.calls()).anyMatch(call -> call.contains("exec jdock-default"));
        assertThat(asked.index()).isLessThan(step(plan, "set no_new_privs").index());
        assertThat(step(plan, "hold on to /proc").index())
                .isLessThan(step(plan, "change the root with pivot_root").index());
    }

    @Test
    void theSelinuxLabelIsOfTheProcessAndTheMountLabelOfItsFileSystems() {
        String label = "system_u:object_r:container_file_t:s0:c1,c2";
        List<Explained> plan = plan(
                configuration(
                        "\"selinuxLabel\": \"system_u:system_r:container_t:s0:c1,c2\",",
                        "\"mountLabel\": \"" + label + "\","),
                "selinux");

        assertThat(step(plan, "ask for the SELinux label").calls())
                .anyMatch(call -> call.contains("\"thread-self/attr/exec\""));
        assertThat(step(plan, "mount tmpfs on /tmp").calls())
                .anyMatch(call -> call.contains("\"context\", \"" + label + "\""));
        assertThat(step(plan, "mount proc on /proc").calls()).noneMatch(call -> call.contains("\"context\""));
    }

    @ParameterizedTest
    @CsvSource({
        "process.apparmorProfile, AppArmor, '\"apparmorProfile\": \"p\",', ''",
        "process.selinuxLabel, SELinux, '\"selinuxLabel\": \"l\",', ''",
        "linux.mountLabel, SELinux, '', '\"mountLabel\": \"l\",'"
    })
    void withoutTheModuleAKernelCannotLabel(String field, String module, String process, String linux) {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> plan(configuration(process, linux), "yama", "landlock"))
                .withMessageContaining(field)
                .withMessageContaining("takes a kernel with " + module);
    }
}
