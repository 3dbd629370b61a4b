package io.jdock.plan;

import static io.jdock.plan.BpfMachine.AARCH64;
import static io.jdock.plan.BpfMachine.ARM;
import static io.jdock.plan.BpfMachine.X86;
import static io.jdock.plan.BpfMachine.X86_64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SeccompFlag;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.Arch;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.oci.LinuxSyscall;
import io.jdock.plan.BpfMachine.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeccompCompilerTest {
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int IOCTL = 16;
    private static final int GETPPID = 110;
    private static final int X86_GETPPID = 64;
    private static final int AARCH64_GETPPID = 173;

    private static final Map<LinuxSeccompAction, Verdict> ACTIONS = Map.of(
            LinuxSeccompAction.ALLOW, Verdict.ALLOW,
            LinuxSeccompAction.ERRNO, Verdict.errno(1),
            LinuxSeccompAction.TRAP, Verdict.TRAP,
            LinuxSeccompAction.KILL_PROCESS, Verdict.KILL_PROCESS);

    private final SeccompCompiler compiler = new SeccompCompiler(SyscallTable.load());

    @ParameterizedTest
    @CsvSource({
        "KILL,0",
        "KILL_THREAD,0",
        "KILL_PROCESS,0x80000000",
        "TRAP,0x30000",
        "ERRNO,0x50001",
        "TRACE,0x7ff00001",
        "LOG,0x7ffc0000",
        "ALLOW,0x7fff0000"
    })
    void eachActionIsPossibleForACallAndAsTheDefault(LinuxSeccompAction action, String value) {
        LinuxSeccompAction other =
                action == LinuxSeccompAction.ALLOW ? LinuxSeccompAction.KILL_PROCESS : LinuxSeccompAction.ALLOW;
        Verdict expected = new Verdict((int) (long) Long.decode(value));

        assertThat(machine(profile(other, rule(action, "getppid"))).verdict(X86_64, GETPPID))
                .isEqualTo(expected);
        assertThat(machine(profile(action, rule(other, "getppid", "write"))).verdict(X86_64, READ))
                .isEqualTo(expected);
    }

    @Test
    void aCallMayWaitForAListener() {
        LinuxSeccomp profile = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW,
                null,
                List.of(),
                List.of(),
                "/run/agent",
                null,
                List.of(rule(LinuxSeccompAction.NOTIFY, "getppid")));

        SeccompFilter filter = compiler.compile(profile, Architecture.X86_64);

        assertThat(new BpfMachine(filter.instructions()).verdict(X86_64, GETPPID))
                .isEqualTo(Verdict.NOTIFY);
        assertThat(filter.flags()).containsExactly(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
    }

    @Test
    void errorNumbersAreReturnedAsAsked() {
        LinuxSyscall rule = new LinuxSyscall(List.of("getppid"), LinuxSeccompAction.ERRNO, 95, List.of());
        LinuxSyscall trace = new LinuxSyscall(List.of("read"), LinuxSeccompAction.TRACE, 7, List.of());
        LinuxSeccomp profile =
                new LinuxSeccomp(LinuxSeccompAction.ERRNO, 13, List.of(), List.of(), null, null, List.of(rule, trace));

        assertThat(machine(profile).verdict(X86_64, GETPPID)).isEqualTo(Verdict.errno(95));
        assertThat(machine(profile).verdict(X86_64, READ)).isEqualTo(Verdict.trace(7));
        assertThat(machine(profile).verdict(X86_64, WRITE)).isEqualTo(Verdict.errno(13));
    }

    @ParameterizedTest
    @CsvSource({
        "EQ,7,0,7,true",
        "EQ,7,0,8,false",
        "EQ,7,0,0x100000007,false",
        "NE,7,0,8,true",
        "NE,7,0,7,false",
        "NE,7,0,0x100000007,true",
        "LT,7,0,6,true",
        "LT,7,0,7,false",
        "LT,7,0,0x100000000,false",
        "LE,7,0,7,true",
        "LE,7,0,8,false",
        "GE,7,0,7,true",
        "GE,7,0,6,false",
        "GE,7,0,0x100000000,true",
        "GT,7,0,8,true",
        "GT,7,0,7,false",
        "MASKED_EQ,0xff,0x12,0x3412,true",
        "MASKED_EQ,0xff,0x12,0x3413,false",
        "MASKED_EQ,0x7e020000,0,0x1200011,true",
        "MASKED_EQ,0x7e020000,0,0x10000000,false",
        "MASKED_EQ,0xff00000000,0x100000000,0x1ff,false",
        "MASKED_EQ,0xff00000000,0x100000000,0x10000000000001ff,false",
        "MASKED_EQ,0xff00000000,0x100000000,0x1000001ff,true"
    })
    void argumentsAreComparedAsUnsigned64BitNumbers(
            LinuxSeccompOperator operator, String value, String valueTwo, String argument, boolean holds) {
        LinuxSeccompArg condition = new LinuxSeccompArg(1, Long.decode(value), Long.decode(valueTwo), operator);
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(condition))));

        assertThat(machine.verdict(X86_64, IOCTL, 0, Long.decode(argument)))
                .isEqualTo(holds ? Verdict.errno(1) : Verdict.ALLOW);
    }

    @Test
    void conditionsOnSeveralArgumentsHaveToHoldAll() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(0, 3), equal(1, 4)))));

        assertThat(machine.verdict(X86_64, IOCTL, 3, 4)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 3, 5)).isEqualTo(Verdict.ALLOW);
        assertThat(machine.verdict(X86_64, IOCTL, 2, 4)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void ofSeveralConditionsOnOneArgumentOneSufficesAsWithRunc() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(1, 3), equal(1, 4)))));

        assertThat(machine.verdict(X86_64, IOCTL, 0, 3)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 0, 4)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 0, 5)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aRuleMaySayWhatTheDefaultSays() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                rule(LinuxSeccompAction.ALLOW, "read", "write"),
                rule(LinuxSeccompAction.ERRNO, "getppid")));

        assertThat(machine.verdict(X86_64, READ)).isEqualTo(Verdict.ALLOW);
        assertThat(machine.verdict(X86_64, GETPPID)).isEqualTo(Verdict.errno(1));
    }

    @Test
    void otherArchitecturesAreKilledUnlessTheProfileCoversThem() {
        LinuxSeccomp own = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.ERRNO, "getppid"));
        LinuxSeccomp both = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW, null, List.of(Arch.X86_64, Arch.X86), List.of(), null, null, own.syscalls());

        assertThat(machine(own).verdict(X86, X86_GETPPID)).isEqualTo(Verdict.KILL_PROCESS);
        assertThat(machine(both).verdict(X86, X86_GETPPID))
                .as("by the number that it has there")
                .isEqualTo(Verdict.errno(1));
        assertThat(machine(both).verdict(X86_64, X86_GETPPID)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void architecturesThatThisMachineCannotRunAreNoMatter() {
        LinuxSeccomp all = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW,
                null,
                List.of(Arch.values()),
                List.of(),
                null,
                null,
                List.of(rule(LinuxSeccompAction.ERRNO, "getppid")));

        assertThat(machine(all).verdict(X86_64, GETPPID)).isEqualTo(Verdict.errno(1));
        assertThat(machine(all).verdict(AARCH64, AARCH64_GETPPID)).isEqualTo(Verdict.KILL_PROCESS);
    }

    @Test
    void callsOfX32AreKilledUnlessTheProfileCoversThem() {
        int x32 = 0x40000000 | GETPPID;
        LinuxSeccomp own = profile(LinuxSeccompAction.ERRNO, rule(LinuxSeccompAction.ALLOW, "getppid"));
        LinuxSeccomp both = new LinuxSeccomp(
                LinuxSeccompAction.ERRNO, null, List.of(Arch.X32), List.of(), null, null, own.syscalls());

        assertThat(machine(own).verdict(X86_64, x32)).isEqualTo(Verdict.KILL_PROCESS);
        assertThat(machine(both).verdict(X86_64, x32)).isEqualTo(Verdict.ALLOW);
        assertThat(machine(both).verdict(X86_64, GETPPID)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aFilterCanBeMadeForTheOtherArchitectureToo() {
        LinuxSeccomp profile = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW,
                null,
                List.of(Arch.AARCH64, Arch.ARM),
                List.of(),
                null,
                null,
                List.of(rule(LinuxSeccompAction.ERRNO, "getppid", "open")));

        BpfMachine machine =
                new BpfMachine(compiler.compile(profile, Architecture.AARCH64).instructions());

        assertThat(machine.verdict(AARCH64, AARCH64_GETPPID)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(AARCH64, GETPPID)).isEqualTo(Verdict.ALLOW);
        assertThat(machine.verdict(ARM, 64)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(ARM, 5)).as("ARM has open(2), AArch64 not").isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, GETPPID)).isEqualTo(Verdict.KILL_PROCESS);
    }

    @Test
    void aLongListBecomesABinarySearchThatAnswersTheSame() {
        List<LinuxSyscall> rules = new ArrayList<>();
        List<String> names = List.of(
                "read",
                "write",
                "open",
                "close",
                "stat",
                "fstat",
                "lstat",
                "poll",
                "lseek",
                "mmap",
                "mprotect",
                "munmap",
                "brk",
                "rt_sigaction",
                "rt_sigprocmask",
                "rt_sigreturn",
                "ioctl",
                "pread64",
                "pwrite64",
                "readv",
                "writev",
                "access",
                "pipe",
                "select",
                "sched_yield",
                "mremap",
                "msync",
                "mincore",
                "madvise",
                "shmget",
                "shmat",
                "shmctl",
                "dup",
                "dup2",
                "pause",
                "nanosleep");
        names.forEach(name -> rules.add(rule(LinuxSeccompAction.ALLOW, name)));
        BpfMachine machine = machine(profile(LinuxSeccompAction.KILL_PROCESS, rules.toArray(LinuxSyscall[]::new)));

        for (int number = 0; number < 500; number++) {
            assertThat(machine.verdict(X86_64, number))
                    .as("call %d", number)
                    .isEqualTo(number < names.size() ? Verdict.ALLOW : Verdict.KILL_PROCESS);
        }
    }

    /** The filter is in the memory of each container's first process and of its monitor, and the kernel compiles it anew. */
    @Test
    void aWordIsLoadedOnceForAllThatItIsComparedWith() {
        List<LinuxSyscall> rules = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            LinuxSeccompArg masked = new LinuxSeccompArg(1, 0xff, i, LinuxSeccompOperator.MASKED_EQ);
            rules.add(new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ALLOW, null, List.of(masked)));
        }
        LinuxSeccomp profile = profile(LinuxSeccompAction.KILL_PROCESS, rules.toArray(LinuxSyscall[]::new));
        SeccompFilter filter = compiler.compile(profile, Architecture.X86_64);

        assertThat(new BpfMachine(filter.instructions()).verdict(X86_64, IOCTL, 0, 0x10a))
                .isEqualTo(Verdict.ALLOW);
        assertThat(filter.length())
                .as(
                        "architecture, number and argument loaded, one mask; tests of these, ten values and x32; three answers")
                .isLessThan(3 + 1 + 10 + 10);
    }

    @Test
    void callsThatAreNewerThanTheProfileDoNotExist() {
        LinuxSeccomp profile = new LinuxSeccomp(
                LinuxSeccompAction.ERRNO,
                null,
                List.of(Arch.X86),
                List.of(),
                null,
                null,
                List.of(rule(LinuxSeccompAction.ALLOW, "read", "getppid"), rule(LinuxSeccompAction.ERRNO, "openat2")));

        assertThat(machine(profile).verdict(X86_64, GETPPID)).isEqualTo(Verdict.ALLOW);
        assertThat(machine(profile).verdict(X86_64, WRITE)).isEqualTo(Verdict.errno(1));
        assertThat(machine(profile).verdict(X86_64, 437)).as("openat2").isEqualTo(Verdict.errno(1));
        assertThat(machine(profile).verdict(X86_64, 439)).as("faccessat2").isEqualTo(Verdict.errno(38));
        assertThat(machine(profile).verdict(X86, 439)).isEqualTo(Verdict.errno(38));
        assertThat(machine(profile).verdict(X86, 4)).isEqualTo(Verdict.errno(1));
        assertThat(machine(profile).verdict(AARCH64, 439)).isEqualTo(Verdict.KILL_PROCESS);
        assertThat(machine(profile).verdict(X86_64, 0x40000000 | 439)).isEqualTo(Verdict.KILL_PROCESS);
    }

    @ParameterizedTest
    @EnumSource(names = {"KILL", "KILL_PROCESS", "TRAP", "TRACE", "LOG"})
    void newerCallsGetAnyOtherDefaultActionAsAsked(LinuxSeccompAction action) {
        BpfMachine machine = machine(profile(action, rule(LinuxSeccompAction.ALLOW, "read", "write")));

        assertThat(machine.verdict(X86_64, 439))
                .isEqualTo(machine.verdict(X86_64, GETPPID))
                .isNotEqualTo(Verdict.ALLOW);
    }

    @Test
    void callsThatAreNotKnownAreLeftOutOfAnAllowList() {
        SeccompFilter filter = compiler.compile(
                profile(LinuxSeccompAction.ERRNO, rule(LinuxSeccompAction.ALLOW, "read", "frobnicate", "getppid")),
                Architecture.X86_64);

        assertThat(filter.unknownCalls()).containsExactly("frobnicate");
        assertThat(new BpfMachine(filter.instructions()).verdict(X86_64, GETPPID))
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void aCallThatCannotBeForbiddenIsAnError() {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(profile(
                        LinuxSeccompAction.ALLOW,
                        rule(LinuxSeccompAction.ERRNO, "getppid"),
                        rule(LinuxSeccompAction.KILL, "frobnicate"))))
                .withMessageContaining("linux.seccomp.syscalls[1].names: ")
                .withMessageContaining("'frobnicate'");
    }

    @Test
    void theFirstRuleWhoseConditionsHoldDecides() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.TRAP, null, List.of(equal(0, 1))),
                rule(LinuxSeccompAction.ERRNO, "ioctl"),
                rule(LinuxSeccompAction.KILL_PROCESS, "ioctl")));

        assertThat(machine.verdict(X86_64, IOCTL, 1)).isEqualTo(Verdict.TRAP);
        assertThat(machine.verdict(X86_64, IOCTL, 2)).isEqualTo(Verdict.errno(1));
    }

    @Test
    void soARuleWithTheDefaultActionMayBeAnException() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ERRNO,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(1, 0x5412))),
                rule(LinuxSeccompAction.ALLOW, "ioctl")));

        assertThat(machine.verdict(X86_64, IOCTL, 0, 0x5412)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 0, 0x5413)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void ofConditionsThatHoldTogetherTheFirstCounts() {
        BpfMachine machine = machine(profile(
                LinuxSeccompAction.ALLOW,
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.TRAP, null, List.of(equal(0, 1))),
                new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(1, 1)))));

        assertThat(machine.verdict(X86_64, IOCTL, 1, 1)).isEqualTo(Verdict.TRAP);
        assertThat(machine.verdict(X86_64, IOCTL, 2, 1)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 2, 2)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void argumentsOf32BitProgramsAre32BitNumbers() {
        LinuxSyscall rule = new LinuxSyscall(List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(1, -1)));
        BpfMachine machine = machine(new LinuxSeccomp(
                LinuxSeccompAction.ALLOW, null, List.of(Arch.X86), List.of(), null, null, List.of(rule)));

        assertThat(machine.verdict(X86, 54, 0, 0xffff_ffffL)).isEqualTo(Verdict.errno(1));
        assertThat(machine.verdict(X86_64, IOCTL, 0, 0xffff_ffffL)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void oldProgramsReachSocketsThroughOneCallThatIsFilteredToo() {
        LinuxSyscall socket = new LinuxSyscall(List.of("socket"), LinuxSeccompAction.ALLOW, null, List.of(equal(0, 2)));
        BpfMachine allowList = machine(new LinuxSeccomp(
                LinuxSeccompAction.ERRNO,
                null,
                List.of(Arch.X86),
                List.of(),
                null,
                null,
                List.of(socket, rule(LinuxSeccompAction.ALLOW, "connect", "shmat"))));
        LinuxSyscall vsock = new LinuxSyscall(List.of("socket"), LinuxSeccompAction.ERRNO, null, List.of(equal(0, 40)));
        BpfMachine denyList = machine(new LinuxSeccomp(
                LinuxSeccompAction.ALLOW, null, List.of(Arch.X86), List.of(), null, null, List.of(vsock)));

        assertThat(allowList.verdict(X86, 359, 2)).as("socket").isEqualTo(Verdict.ALLOW);
        assertThat(allowList.verdict(X86, 102, 3)).as("connect").isEqualTo(Verdict.ALLOW);
        assertThat(allowList.verdict(X86, 117, 0x1_0015)).as("shmat").isEqualTo(Verdict.ALLOW);
        assertThat(allowList.verdict(X86, 102, 1))
                .as("socket, and nobody can see of which family")
                .isEqualTo(Verdict.errno(1));
        assertThat(denyList.verdict(X86, 102, 1)).isEqualTo(Verdict.errno(1));
        assertThat(denyList.verdict(X86, 102, 3)).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void anErrorNumberForAnActionThatHasNoneIsAnError() {
        LinuxSyscall rule = new LinuxSyscall(List.of("getppid"), LinuxSeccompAction.KILL, 1, List.of());

        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(profile(LinuxSeccompAction.ALLOW, rule)))
                .withMessage("linux.seccomp.syscalls[0].errnoRet: the action SCMP_ACT_KILL has no error number");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(
                        new LinuxSeccomp(LinuxSeccompAction.ALLOW, 1, List.of(), List.of(), null, null, List.of())))
                .withMessageStartingWith("linux.seccomp.defaultErrnoRet: ");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(
                        new LinuxSeccomp(LinuxSeccompAction.ERRNO, 4096, List.of(), List.of(), null, null, List.of())))
                .withMessage("linux.seccomp.defaultErrnoRet: 4096 is not between 0 and 4095");
    }

    @Test
    void argumentsThatNoCallHasAreAnError() {
        LinuxSyscall rule =
                new LinuxSyscall(List.of("getppid"), LinuxSeccompAction.ERRNO, null, List.of(equal(0, 1), equal(6, 1)));

        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(profile(LinuxSeccompAction.ALLOW, rule)))
                .withMessage("linux.seccomp.syscalls[0].args[1].index: 6: a system call has arguments 0 to 5");
    }

    @Test
    void notificationsThatNobodyCouldAnswerAreErrors() {
        LinuxSyscall write = rule(LinuxSeccompAction.NOTIFY, "write");
        LinuxSeccomp toNobody = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.NOTIFY, "getppid"));
        LinuxSeccomp ofWrite = new LinuxSeccomp(
                LinuxSeccompAction.ALLOW, null, List.of(), List.of(), "/run/agent", null, List.of(write));

        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(toNobody))
                .withMessageStartingWith("linux.seccomp.syscalls[0].action: ");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(ofWrite))
                .withMessageStartingWith("linux.seccomp.syscalls[0].names: ");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(profile(LinuxSeccompAction.NOTIFY)))
                .withMessageStartingWith("linux.seccomp.defaultAction: ");
    }

    @Test
    void aFilterTooLongForTheKernelIsAnError() {
        List<LinuxSyscall> rules = IntStream.range(0, 3000)
                .mapToObj(value -> new LinuxSyscall(
                        List.of("ioctl"), LinuxSeccompAction.ERRNO, null, List.of(equal(1, 2L * value))))
                .toList();

        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> machine(profile(LinuxSeccompAction.ALLOW, rules.toArray(LinuxSyscall[]::new))))
                .withMessageMatching(
                        "linux.seccomp.syscalls: the filter takes \\d+ instructions, and the kernel at most 4096.*");
    }

    @Test
    void flagsAreThoseOfTheProfile() {
        assertThat(flags(LinuxSeccompFlag.LOG, LinuxSeccompFlag.SPEC_ALLOW).flagBits())
                .isEqualTo(6);
        assertThat(flags(LinuxSeccompFlag.TSYNC).flagBits()).isEqualTo(1);
        assertThat(flags(LinuxSeccompFlag.WAIT_KILLABLE_RECV).flags())
                .as("the kernel refuses it without a listener")
                .isEmpty();
    }

    private SeccompFilter flags(LinuxSeccompFlag... flags) {
        LinuxSeccomp profile =
                new LinuxSeccomp(LinuxSeccompAction.ALLOW, null, List.of(), List.of(flags), null, null, List.of());
        return compiler.compile(profile, Architecture.X86_64);
    }

    @Test
    void anEqualProfileIsCompiledOnce() {
        LinuxSeccomp one = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.ERRNO, "getppid"));
        LinuxSeccomp equal = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.ERRNO, "getppid"));
        LinuxSeccomp other = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.KILL, "getppid"));
        SeccompFilter filter = compiler.compile(one, Architecture.X86_64);

        assertThat(compiler.compile(equal, Architecture.X86_64)).isSameAs(filter);
        assertThat(compiler.compile(other, Architecture.X86_64)).isNotEqualTo(filter);
        assertThat(compiler.compile(one, Architecture.AARCH64)).isNotEqualTo(filter);
    }

    @Test
    void onlyTheLatestProfilesAreKept() {
        LinuxSeccomp first = profile(LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.ERRNO, "getppid"));
        SeccompFilter filter = compiler.compile(first, Architecture.X86_64);
        for (int i = 0; i < 20; i++) {
            LinuxSyscall rule = new LinuxSyscall(List.of("getppid"), LinuxSeccompAction.ERRNO, 2 + i, List.of());
            compiler.compile(profile(LinuxSeccompAction.ALLOW, rule), Architecture.X86_64);
        }

        assertThat(compiler.compile(first, Architecture.X86_64))
                .isNotSameAs(filter)
                .isEqualTo(filter);
    }

    /** What the documentation says, in Java, against what the filter does. */
    @Property(tries = 500)
    void aFilterAnswersAsTheFirstRuleWhoseConditionsHold(
            @ForAll("rules") List<LinuxSyscall> rules, @ForAll("arguments") List<List<Long>> arguments) {
        BpfMachine machine = machine(profile(LinuxSeccompAction.KILL_PROCESS, rules.toArray(LinuxSyscall[]::new)));

        for (List<Long> values : arguments) {
            long[] array = values.stream().mapToLong(Long::longValue).toArray();
            Verdict expected = rules.stream()
                    .filter(rule -> matches(rule, array))
                    .findFirst()
                    .map(rule -> ACTIONS.get(rule.action()))
                    .orElse(Verdict.KILL_PROCESS);
            assertThat(machine.verdict(X86_64, IOCTL, array))
                    .as("ioctl %s", values)
                    .isEqualTo(expected);
            assertThat(machine.verdict(X86_64, GETPPID, array)).isEqualTo(Verdict.KILL_PROCESS);
        }
    }

    /** Several conditions on one argument are alternatives. */
    private static boolean matches(LinuxSyscall rule, long[] arguments) {
        long indexes =
                rule.args().stream().map(LinuxSeccompArg::index).distinct().count();
        return indexes == rule.args().size()
                ? rule.args().stream().allMatch(condition -> holds(condition, arguments))
                : rule.args().stream().anyMatch(condition -> holds(condition, arguments));
    }

    private static boolean holds(LinuxSeccompArg condition, long[] arguments) {
        long argument = arguments[condition.index()];
        int compared = Long.compareUnsigned(argument, condition.value());
        return switch (condition.op()) {
            case EQ -> compared == 0;
            case NE -> compared != 0;
            case LT -> compared < 0;
            case LE -> compared <= 0;
            case GT -> compared > 0;
            case GE -> compared >= 0;
            case MASKED_EQ -> (argument & condition.value()) == condition.valueTwo();
        };
    }

    @Provide
    Arbitrary<List<LinuxSyscall>> rules() {
        Arbitrary<LinuxSeccompArg> condition = Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        numbers(),
                        numbers(),
                        Arbitraries.of(LinuxSeccompOperator.class))
                .as((index, value, valueTwo, operator) -> new LinuxSeccompArg(
                        index, value, operator == LinuxSeccompOperator.MASKED_EQ ? valueTwo & value : 0, operator));
        return Combinators.combine(condition.list().ofMaxSize(3), Arbitraries.of(ACTIONS.keySet()))
                .as((conditions, action) -> new LinuxSyscall(List.of("ioctl"), action, null, conditions))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<List<Long>>> arguments() {
        return numbers().list().ofSize(3).list().ofSize(20);
    }

    /** Few, so that they meet: around the borders of 32 and 64 bits. */
    private static Arbitrary<Long> numbers() {
        return Arbitraries.of(
                0L,
                1L,
                2L,
                0x7fff_ffffL,
                0x8000_0000L,
                0xffff_ffffL,
                0x1_0000_0000L,
                0x1_0000_0001L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -2L,
                -1L);
    }

    private BpfMachine machine(LinuxSeccomp profile) {
        return new BpfMachine(compiler.compile(profile, Architecture.X86_64).instructions());
    }

    private static LinuxSeccomp profile(LinuxSeccompAction defaultAction, LinuxSyscall... rules) {
        return new LinuxSeccomp(defaultAction, null, List.of(), List.of(), null, null, List.of(rules));
    }

    private static LinuxSyscall rule(LinuxSeccompAction action, String... names) {
        return new LinuxSyscall(List.of(names), action, null, List.of());
    }

    private static LinuxSeccompArg equal(int index, long value) {
        return new LinuxSeccompArg(index, value, 0, LinuxSeccompOperator.EQ);
    }
}
