package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTest {
    @ParameterizedTest
    @CsvSource({
        "CAP_CHOWN,0",
        "CAP_KILL,5",
        "CAP_SETPCAP,8",
        "CAP_NET_ADMIN,12",
        "CAP_SYS_CHROOT,18",
        "CAP_SYS_ADMIN,21",
        "CAP_MKNOD,27",
        "CAP_SETFCAP,31",
        "CAP_SYSLOG,34",
        "CAP_AUDIT_READ,37",
        "CAP_PERFMON,38",
        "CAP_BPF,39",
        "CAP_CHECKPOINT_RESTORE,40"
    })
    void hasTheKernelsNumber(Capability capability, int number) {
        assertThat(capability.number()).isEqualTo(number);
        assertThat(capability.bit()).isEqualTo(1L << number);
    }

    @Test
    void knowsAllThatThisKernelHas() throws IOException {
        Path last = Path.of("/proc/sys/kernel/cap_last_cap");
        assumeTrue(Files.isReadable(last), "the kernel does not tell its last capability");

        assertThat(Integer.parseInt(Files.readString(last).strip())).isLessThan(Capability.values().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NET_BIND_SERVICE", "CAP_NET_BIND_SERVICE", "net_bind_service", "cap_net_bind_service"})
    void isFoundByItsNameWithAndWithoutPrefixInAnyCase(String name) {
        assertThat(Capability.named(name)).contains(Capability.CAP_NET_BIND_SERVICE);
        assertThat(Capability.parse(name)).containsExactly(Capability.CAP_NET_BIND_SERVICE);
    }

    @Test
    void allMeansEveryOne() {
        assertThat(Capability.parse("ALL")).hasSize(41);
        assertThat(Capability.parse("all")).containsExactlyInAnyOrder(Capability.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CAP_", "NETADMIN", "CAP_CAP_KILL", "12"})
    void anUnknownNameIsAnErrorThatRepeatsIt(String name) {
        assertThat(Capability.named(name)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Capability.parse(name))
                .withMessageContaining("'" + name + "'");
    }

    @Property
    void aMaskHasTheSameCapabilitiesAsItsSet(@ForAll Set<Capability> set) {
        assertThat(Capability.ofBits(Capability.bits(set))).isEqualTo(set);
    }

    @Test
    void bitsOfCapabilitiesToComeAreLeftOut() {
        assertThat(Capability.ofBits(-1)).hasSize(41);
    }
}
