package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpecWarningsTest {
    private final RuntimeSpec plain =
            RuntimeSpec.builder(new Root("rootfs", false)).build();

    @Test
    void anOrdinaryConfigurationGivesNone() {
        assertThat(SpecWarnings.of(plain)).isEmpty();
    }

    @Test
    void anUnknownCapabilityIsLeftOutAndTold() {
        LinuxCapabilities capabilities = new LinuxCapabilities(
                List.of("CAP_KILL", "CAP_OF_THE_FUTURE"), List.of("KILL"), List.of(), List.of(), List.of());
        RuntimeSpec spec = plain.toBuilder()
                .process(ProcessSpec.builder(List.of("sh"))
                        .capabilities(capabilities)
                        .build())
                .build();

        SpecValidator.validate(spec);

        assertThat(SpecWarnings.of(spec))
                .containsExactly(
                        "process.capabilities.bounding[1] is \"CAP_OF_THE_FUTURE\", which is no capability known here: it is left out",
                        "process.capabilities.effective[0] is \"KILL\", which is no capability known here: it is left out");
    }

    @Test
    void aCapabilityThatCannotBeGrantedIsLeftOutAndTold() {
        LinuxCapabilities capabilities = new LinuxCapabilities(
                List.of(),
                List.of("CAP_KILL", "CAP_CHOWN"),
                List.of("CAP_CHOWN"),
                List.of("CAP_KILL", "CAP_FOWNER"),
                List.of("CAP_KILL", "CAP_CHOWN"));

        assertThat(SpecWarnings.of(ProcessSpec.builder(List.of("sh"))
                        .capabilities(capabilities)
                        .build()))
                .containsExactly(
                        "capabilities.effective[1] is CAP_CHOWN, which is not permitted: it is left out",
                        "capabilities.ambient[0] is CAP_KILL, which is not permitted and inheritable: it is left out",
                        "capabilities.ambient[1] is CAP_CHOWN, which is not permitted and inheritable: it is left out");
    }

    @Test
    void whatIsDeprecatedIsTold() {
        Hook hook = new Hook("/bin/true", List.of(), List.of(), null);
        RuntimeSpec spec = plain.toBuilder()
                .mounts(List.of(Mount.of("proc", "proc", "proc")))
                .hooks(new Hooks(List.of(hook), List.of(), List.of(), List.of(), List.of(), List.of()))
                .build();

        assertThat(SpecWarnings.of(spec))
                .containsExactly(
                        "mounts[0].destination is \"proc\": relative paths are deprecated",
                        "hooks.prestart is deprecated: createRuntime takes its place");
    }
}
