package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuildersTest {
    @Test
    void aConfigurationIsBuiltInJava() {
        RuntimeSpec spec = RuntimeSpec.builder(new Root("/rootfs", true))
                .hostname("hello")
                .process(ProcessSpec.builder(List.of("java", "-version"))
                        .user(User.of(1000, 1000))
                        .noNewPrivileges(true)
                        .rlimits(List.of(new Rlimit("RLIMIT_CORE", 0, Rlimit.INFINITY)))
                        .build())
                .mounts(List.of(Mount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "size=64m")))
                .linux(Linux.builder()
                        .namespaces(List.of(LinuxNamespace.create(LinuxNamespaceType.UTS)))
                        .resources(LinuxResources.builder()
                                .memory(LinuxMemory.builder().limit(64L << 20).build())
                                .cpu(LinuxCpu.builder().cpus("0-1").build())
                                .build())
                        .build())
                .build();

        SpecValidator.validate(spec);

        assertThat(spec.ociVersion()).isEqualTo(RuntimeSpec.VERSION);
        assertThat(new ConfigReader().read(new ConfigWriter().write(spec))).isEqualTo(spec);
    }

    @Test
    void aBuilderKeepsWhatIsNotChanged() {
        RuntimeSpec spec = new ConfigReader().read(Fixture.full());
        ProcessSpec process = Objects.requireNonNull(spec.process());
        LinuxResources resources = Objects.requireNonNull(spec.linux().resources());

        assertThat(spec.toBuilder().build()).isEqualTo(spec);
        assertThat(process.toBuilder().build()).isEqualTo(process);
        assertThat(spec.linux().toBuilder().build()).isEqualTo(spec.linux());
        assertThat(resources.toBuilder().build()).isEqualTo(resources);
        assertThat(Objects.requireNonNull(resources.memory()).toBuilder().build())
                .isEqualTo(resources.memory());
        assertThat(Objects.requireNonNull(resources.cpu()).toBuilder().build()).isEqualTo(resources.cpu());
    }

    @Test
    void recordsBuiltInJavaAreValidatedToo() {
        RuntimeSpec spec = RuntimeSpec.builder(new Root("/rootfs", true))
                .process(ProcessSpec.builder(List.of("sh")).env(List.of("PATH")).build())
                .build();

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> SpecValidator.validate(spec))
                .withMessage("process.env[0] is \"PATH\", but must be of the form name=value")
                .satisfies(e -> assertThat(e.line()).isZero());
    }

    @Test
    void recordsDoNotChangeWithTheListsTheyWereMadeFrom() {
        List<String> args = new ArrayList<>(List.of("sh"));
        Map<String, String> annotations = new TreeMap<>(Map.of("b", "1", "a", "2"));
        RuntimeSpec spec = RuntimeSpec.builder(new Root("/rootfs", true))
                .process(ProcessSpec.builder(args).build())
                .annotations(annotations)
                .build();
        args.add("-x");
        annotations.clear();

        assertThat(Objects.requireNonNull(spec.process()).args()).containsExactly("sh");
        assertThat(spec.annotations()).containsExactly(Map.entry("a", "2"), Map.entry("b", "1"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> spec.annotations().clear());
    }
}
