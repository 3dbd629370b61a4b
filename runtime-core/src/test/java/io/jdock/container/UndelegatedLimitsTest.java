package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jdock.host.CgroupHierarchy;
import io.jdock.plan.PlanException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user who may not limit anything. {@link RootlessLimitsTest} makes one where root runs the tests. */
class UndelegatedLimitsTest {
    private static final Limits MEMORY = Limits.NONE.withMemory(64 << 20);

    private final Jdock jdock = Jdock.open();

    @BeforeEach
    void needsAUserWithoutCgroups() {
        assumeFalse(
                jdock.host().cgroups().all().stream().anyMatch(CgroupHierarchy::delegated),
                "cgroups are delegated to this user");
    }

    @AfterEach
    void endsAll() {
        jdock.close();
    }

    @Test
    void aLimitIsRefusedWithARemedy() {
        assertThatThrownBy(() ->
                        jdock.start(command("sleep", "3600").limits(MEMORY).build()))
                .asInstanceOf(type(ContainerException.class))
                .satisfies(e -> {
                    assertThat(e.getMessage()).contains("linux.resources.memory: this limit cannot be kept");
                    assertThat(e.remedy().orElseThrow()).contains("delegate", "or leave the limit out");
                });
    }

    @Test
    void aLimitIsRefusedWhenItIsPlannedToo() {
        assertThatThrownBy(() -> jdock.plan(command("true").limits(MEMORY).build()))
                .asInstanceOf(type(PlanException.class))
                .satisfies(e -> assertThat(e.field()).isEqualTo("linux.resources.memory"));
    }

    @Test
    void withoutLimitsAContainerRunsAsEver() throws Exception {
        assertThat(jdock.start(command("true").build()).waitFor()).isZero();
    }

    @Test
    void aControlGroupThatIsAskedForIsNotLeftOut() {
        assertThatThrownBy(() -> jdock.start(command("true").controlGroup(true).build()))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("linux.cgroupsPath: cannot make the cgroup")
                .hasMessageContaining("have root delegate a cgroup to this user");
    }

    @Test
    void pausingSaysHowToGetAControlGroup() throws IOException {
        Container container = jdock.start(command("sleep", "3600").build());

        assertThatThrownBy(container::pause)
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("it has no control group");
    }

    private static ContainerSpec.Builder command(String... words) {
        return ContainerSpec.builder(words).environment("PATH", "/usr/bin:/bin");
    }
}
