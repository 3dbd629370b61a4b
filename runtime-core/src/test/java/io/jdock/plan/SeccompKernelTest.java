package io.jdock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExitStatus;
import io.jdock.kernel.Signal;
import io.jdock.kernel.Syscall;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.Arch;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.oci.LinuxSyscall;
import io.jdock.plan.FilteredProcess.Outcome;
import io.jdock.program.Datum;
import io.jdock.program.Operand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel itself takes the filters, and does what they say. */
class SeccompKernelTest {
    private static final Operand NONE = Operand.of(0);

    private final SeccompCompiler compiler = new SeccompCompiler(SyscallTable.load());

    @BeforeEach
    void theKernelHasSeccomp() {
        assumeTrue(
                Files.exists(Path.of("/proc/sys/kernel/seccomp/actions_avail")),
                "this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)");
    }

    @Test
    void whatIsAllowedSucceedsAndWhatIsNotFails() throws IOException {
        LinuxSeccomp profile = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.ERRNO, 95, "getppid"));

        assertThat(process(profile).call(Syscall.GETPID)).isEqualTo(status(0));
        assertThat(process(profile).call(Syscall.GETPPID)).isEqualTo(status(95));
    }

    @ParameterizedTest
    @EnumSource(names = {"KILL", "KILL_THREAD", "KILL_PROCESS", "TRAP"})
    void theseActionsEndTheProcess(LinuxSeccompAction action) throws IOException {
        LinuxSeccomp profile = profile(LinuxSeccompAction.ALLOW, rule(action, null, "getppid"));

        assertThat(process(profile).call(Syscall.GETPPID)).isEqualTo(new ExitStatus(true, Signal.SIGSYS.number()));
    }

    @Test
    void logAllows() throws IOException {
        assertThat(process(profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.LOG, null, "getppid")))
                        .call(Syscall.GETPPID))
                .isEqualTo(status(0));
    }

    @Test
    void traceWithoutATracerFails() throws IOException {
        assertThat(process(profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.TRACE, null, "getppid")))
                        .call(Syscall.GETPPID))
                .isEqualTo(status(Errno.ENOSYS.number()));
    }

    @Test
    void traceStopsTheProcessForItsTracerWhichDecides() throws IOException {
        assertThat(process(profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.TRACE, null, "getppid")))
                        .callTraced(Syscall.GETPPID))
                .as("one stop, and the call is made")
                .isEqualTo(status(1));
    }

    /** {@code int 0x80} calls by the numbers of 32-bit programs from a 64-bit one: 20 is getpid there, writev here. */
    @ParameterizedTest
    @CsvSource({"'', ALLOW, 159", "SCMP_ARCH_X86, ALLOW, 0", "SCMP_ARCH_X86, ERRNO, 255"})
    void callsOfAnotherArchitectureTakeARuleOfTheirs(
            String architecture, LinuxSeccompAction action, int status, @TempDir Path directory) throws IOException {
        assumeTrue(Architecture.current() == Architecture.X86_64, "only x86-64 has int 0x80");
        Path program = program32(directory);
        assumeTrue(runsBare(program), "this kernel runs no 32-bit calls (CONFIG_IA32_EMULATION)");
        LinuxSeccomp profile = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW,
                null,
                architecture.isEmpty() ? List.of() : List.of(Arch.X86),
                List.of(),
                null,
                null,
                List.of(rule(action, null, "getpid")));

        ExitStatus ended =
                process(profile).execute(List.of(program.toString()), List.of()).status();

        assertThat(ended.shellStatus()).isEqualTo(status);
    }

    private static boolean runsBare(Path program) throws IOException {
        try {
            return new ProcessBuilder(program.toString()).start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** An executable that exits with 0 if the call succeeds, and with 255 if it fails. */
    private static Path program32(Path directory) throws IOException {
        byte[] code = {
            (byte) 0xb8,
            20,
            0,
            0,
            0, // mov $20, %eax
            (byte) 0xcd,
            (byte) 0x80, // int $0x80
            (byte) 0x89,
            (byte) 0xc7, // mov %eax, %edi
            (byte) 0xc1,
            (byte) 0xff,
            0x1f, // sar $31, %edi
            (byte) 0xb8,
            (byte) 0xe7,
            0,
            0,
            0, // mov $231, %eax: exit_group
            0x0f,
            0x05 // syscall
        };
        long base = 0x400000;
        int headers = 64 + 56;
        ByteBuffer file = ByteBuffer.allocate(headers + code.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0); // elf(5)
        file.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(base + headers)
                .putLong(64)
                .putLong(0);
        file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5).putLong(0).putLong(base).putLong(base);
        file.putLong(file.capacity()).putLong(file.capacity()).putLong(0x1000);
        file.put(code);
        Path program = Files.write(directory.resolve("call32"), file.array());
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    @Test
    void aCallThatNotifiesFailsWhenItsListenerIsGone() throws IOException {
        LinuxSeccomp profile = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW,
                null,
                List.of(),
                List.of(LinuxSeccompFlag.TSYNC, LinuxSeccompFlag.LOG),
                "/run/agent",
                null,
                List.of(rule(LinuxSeccompAction.NOTIFY, null, "getppid")));

        assertThat(process(profile).callAfterTheListenerIsGone(Syscall.GETPPID))
                .isEqualTo(status(Errno.ENOSYS.number()));
    }

    @ParameterizedTest
    @CsvSource({"0x10,EINVAL", "0x20,EPERM", "0x100000010,EPERM"})
    void conditionsSeeAll64BitsOfAnArgument(String flags, Errno errno) throws IOException {
        LinuxSeccompArg allowed = new LinuxSeccompArg(2, 0x10, 0, LinuxSeccompOperator.EQ);
        LinuxSeccomp profile = profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("unlinkat"), LinuxSeccompAction.ALLOW, null, List.of(allowed)),
                rule(LinuxSeccompAction.ERRNO, null, "unlinkat"));

        assertThat(process(profile)
                        .call(
                                Syscall.UNLINKAT,
                                Operand.of(-100),
                                Operand.of("/nothing"),
                                Operand.of(Long.decode(flags))))
                .isEqualTo(status(errno.number()));
    }

    @ParameterizedTest
    @CsvSource({
        "NE,0x100000010,0,0x10,true",
        "NE,0x10,0,0x10,false",
        "LT,0x100000010,0,0x100000011,true",
        "LT,0xffffffff,0,0x100000000,true",
        "LT,0x100000010,0,0x100000010,false",
        "LE,0x100000010,0,0x100000010,true",
        "LE,0x100000011,0,0x100000010,false",
        "LE,0xff,0,0x100000000,true",
        "EQ,0x100000010,0,0x100000010,true",
        "EQ,0x10,0,0x100000010,false",
        "GE,0x100000010,0,0x100000010,true",
        "GE,0x10000000f,0,0x100000010,false",
        "GE,0x200000000,0,0x1ffffffff,true",
        "GT,0x100000011,0,0x100000010,true",
        "GT,0x100000010,0,0x100000010,false",
        "GT,0xff,0,0x100000000,false",
        "MASKED_EQ,0x1000000ff,0x10000000f,0x10000000f,true",
        "MASKED_EQ,0xff,0x10000000f,0x10000000f,false",
        "MASKED_EQ,0x300000000,0x100000000,0x100000000,true"
    })
    void everyOperatorComparesAll64Bits(
            LinuxSeccompOperator operator, String argument, String first, String second, boolean holds)
            throws IOException {
        boolean masked = operator == LinuxSeccompOperator.MASKED_EQ;
        LinuxSeccompArg condition = new LinuxSeccompArg(
                2, masked ? Long.decode(first) : Long.decode(second), masked ? Long.decode(second) : 0, operator);
        LinuxSeccomp profile = profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("unlinkat"), LinuxSeccompAction.ERRNO, 95, List.of(condition)));

        boolean matched = process(profile)
                .call(Syscall.UNLINKAT, Operand.of(-100), Operand.of("/nothing"), Operand.of(Long.decode(argument)))
                .equals(status(95));

        assertThat(matched).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"0x10,-7,true", "0x10,-8,false", "0x11,-7,false"})
    void severalConditionsHoldTogether(String flags, long directory, boolean holds) throws IOException {
        LinuxSeccomp profile = profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(
                        List.of("unlinkat"),
                        LinuxSeccompAction.ERRNO,
                        95,
                        List.of(
                                new LinuxSeccompArg(2, 0x10, 0, LinuxSeccompOperator.EQ),
                                new LinuxSeccompArg(0, -7, 0, LinuxSeccompOperator.EQ))));

        boolean matched = process(profile)
                .call(Syscall.UNLINKAT, Operand.of(directory), Operand.of("/nothing"), Operand.of(Long.decode(flags)))
                .equals(status(95));

        assertThat(matched).isEqualTo(holds);
    }

    @Test
    void theStandardProfileKeepsWhatAttacksAreMadeOf() throws IOException {
        FilteredProcess process = process(SeccompProfiles.standard(Set.of(), Architecture.current()));

        assertThat(process.call(Syscall.UNSHARE, Operand.of(CloneFlag.CLONE_NEWUSER)))
                .as("a user namespace of its own")
                .isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.SOCKET, Operand.of(40), Operand.of(1), NONE))
                .as("a socket to the hypervisor")
                .isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.SOCKET, Operand.of(0x1_0000_0028L), Operand.of(1), NONE))
                .as("the same, written so that the kernel cuts it")
                .isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.IOCTL, NONE, Operand.of(0x5412), NONE))
                .as("typing on the terminal")
                .isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.IOCTL, NONE, Operand.of(0x1_0000_5412L), NONE))
                .isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.KEYCTL, NONE)).isEqualTo(status(Errno.EPERM.number()));
        assertThat(process.call(Syscall.CLONE3, NONE, NONE))
                .as("so that the C library takes clone(2)")
                .isEqualTo(status(Errno.ENOSYS.number()));
    }

    @Test
    void theStandardProfileLetsPassWhatTheKernelThenDecides() throws IOException {
        FilteredProcess process = process(SeccompProfiles.standard(
                Set.of(Capability.CAP_SYS_ADMIN, Capability.CAP_NET_RAW), Architecture.current()));

        assertThat(process.call(Syscall.CLONE3, NONE, NONE)).isEqualTo(status(Errno.EINVAL.number()));
        assertThat(process.call(Syscall.SOCKET, Operand.of(2), Operand.of(77), NONE))
                .isEqualTo(status(Errno.EINVAL.number()));
        assertThat(process.call(Syscall.IOCTL, NONE, Operand.of(0x5401), Operand.of(new Datum.Space("termios", 64))))
                .as("/dev/null is no terminal")
                .isEqualTo(status(Errno.ENOTTY.number()));
    }

    @Test
    void aJvmRunsUnderTheStandardProfile() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        FilteredProcess process = process(SeccompProfiles.standard(Set.of(), Architecture.current()));

        Outcome outcome = process.execute(List.of(java, "-Xmx32m", "-XshowSettings:vm", "-version"), List.of());

        assertThat(outcome.output()).contains("Max. Heap Size: 32.00M");
        assertThat(outcome.status()).isEqualTo(status(0));
    }

    @Test
    void aShellRunsProgramsAndPipesUnderTheStandardProfile() throws IOException {
        FilteredProcess process = process(SeccompProfiles.standard(Set.of(), Architecture.current()));

        Outcome outcome = process.execute(
                List.of("/bin/sh", "-c", "grep ^Seccomp: /proc/self/status | cat; ls / | wc -l >/dev/null"), List.of());

        assertThat(outcome).isEqualTo(new Outcome(status(0), "Seccomp:\t2\n"));
    }

    private FilteredProcess process(LinuxSeccomp profile) {
        return new FilteredProcess(compiler.compile(profile, Architecture.current()));
    }

    private static ExitStatus status(int value) {
        return new ExitStatus(false, value);
    }

    private static LinuxSeccomp profile(LinuxSeccompAction defaultAction, LinuxSyscall... rules) {
        return new LinuxSeccomp(defaultAction, null, List.of(), List.of(), null, null, List.of(rules));
    }

    private static LinuxSyscall rule(LinuxSeccompAction action, @Nullable Integer errno, String name) {
        return new LinuxSyscall(List.of(name), action, errno, List.of());
    }
}
