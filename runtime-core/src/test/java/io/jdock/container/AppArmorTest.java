package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import io.jdock.kernel.Errno;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The profile of {@code process.apparmorProfile}, where the kernel has AppArmor, as the one of {@link V2InQemuTest} has. */
class AppArmorTest {
    private final Containers containers = new Containers();

    @BeforeEach
    void needsAppArmor() {
        assumeTrue(HostProbe.probe().security().modules().contains("apparmor"), "this kernel has no AppArmor");
    }

    @AfterEach
    void endsAll() {
        containers.close();
    }

    private RuntimeSpec confined(String profile, String script) {
        return Configurations.withProcess(
                containers.engine().configuration(Containers.shell(script).build()),
                process -> process.apparmorProfile(profile));
    }

    @Test
    void theApplicationRunsWithTheProfile() throws IOException {
        assertThat(containers
                        .run(confined("unconfined", "cat /proc/self/attr/current"))
                        .text())
                .isEqualTo("unconfined");
    }

    /** So the kernel was asked: without the request, the application would have run with no profile. */
    @Test
    void aProfileThatIsNotLoadedIsAnError() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> containers.run(confined("jdock-nonsuch", "true")))
                .withMessageContaining("cannot ask for the AppArmor profile jdock-nonsuch")
                .withMessageContaining("no profile of that name is loaded")
                .satisfies(refusal -> assertThat(refusal.errno()).contains(Errno.ENOENT));
    }
}
