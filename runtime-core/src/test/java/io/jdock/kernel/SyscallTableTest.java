package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallTableTest {
    private final SyscallTable table = SyscallTable.load();

    @ParameterizedTest
    @CsvSource({
        "X86_64,getppid,110",
        "X86,getppid,64",
        "AARCH64,getppid,173",
        "ARM,getppid,64",
        "X86_64,clone3,435",
        "ARM,clone3,435",
        "X86,socketcall,102",
        "ARM,cacheflush,983042",
        "X32,getppid,0x4000006e",
        "X32,execve,0x40000208"
    })
    void aCallHasANumberOfItsOwnInEachAbi(Abi abi, String name, String number) {
        assertThat(table.number(name, abi)).hasValue(Integer.decode(number));
    }

    @Test
    void aCallMayBeMissingInAnAbi() {
        assertThat(table.number("open", Abi.AARCH64)).isEmpty();
        assertThat(table.number("socketcall", Abi.X86_64)).isEmpty();
        assertThat(table.knows("socketcall")).isTrue();
    }

    @Test
    void callsOfOtherArchitecturesAreKnownByName() {
        assertThat(table.knows("s390_pci_mmio_read")).isTrue();
        assertThat(table.number("s390_pci_mmio_read", Abi.X86_64)).isEmpty();
    }

    @Test
    void whatIsNoCallIsNotKnown() {
        assertThat(table.knows("frobnicate")).isFalse();
        assertThat(table.number("frobnicate", Abi.X86_64)).isEmpty();
        assertThat(table.names()).hasSizeGreaterThan(480).doesNotContain("", "#");
    }

    @ParameterizedTest
    @EnumSource(Syscall.class)
    void agreesWithTheCallsThatThisLibraryMakes(Syscall call) {
        assertThat(table.number(call.label(), Abi.X86_64)).hasValue(call.number(Architecture.X86_64));
        assertThat(table.number(call.label(), Abi.AARCH64)).hasValue(call.number(Architecture.AARCH64));
    }

    @ParameterizedTest
    @EnumSource(Abi.class)
    void agreesWithLibseccomp(Abi abi) {
        Function resolve = resolver();
        int architecture = abi == Abi.X32 ? 0x4000_003E : abi.auditArchitecture(); // libseccomp's own number

        assertThat(table.names()).allSatisfy(name -> {
            int known = resolve.invokeInt(new Object[] {architecture, name});
            if (known >= 0) {
                assertThat(table.number(name, abi)).as(name).hasValue(known);
            } else if (known < -1 && abi != Abi.X86) { // on x86 that means: there is an older way to call it
                assertThat(table.number(name, abi)).as(name).isEmpty();
            }
        });
    }

    private static Function resolver() {
        try {
            return NativeLibrary.getInstance("libseccomp.so.2").getFunction("seccomp_syscall_resolve_name_arch");
        } catch (UnsatisfiedLinkError e) {
            assumeTrue(false, "libseccomp is not installed, so there is nothing to compare with");
            throw e;
        }
    }
}
