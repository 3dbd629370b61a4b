package io.jdock.plan;

import static io.jdock.plan.BpfMachine.AARCH64;
import static io.jdock.plan.BpfMachine.ARM;
import static io.jdock.plan.BpfMachine.X86;
import static io.jdock.plan.BpfMachine.X86_64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.host.KernelRelease;
import io.jdock.kernel.Abi;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.Arch;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSyscall;
import io.jdock.oci.SeccompProfile;
import io.jdock.plan.BpfMachine.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompProfilesTest {
    private static final Verdict EPERM = Verdict.errno(1);
    private static final Verdict ENOSYS = Verdict.errno(38);

    private final SyscallTable table = SyscallTable.load();
    private final SeccompCompiler compiler = new SeccompCompiler(table);

    @Nested
    class TheStandardProfile {
        @ParameterizedTest
        @EnumSource(Architecture.class)
        void namesNothingThatDoesNotExist(Architecture architecture) {
            LinuxSeccomp profile = SeccompProfiles.standard(EnumSet.allOf(Capability.class), architecture);

            assertThat(profile.syscalls())
                    .flatExtracting(LinuxSyscall::names)
                    .allSatisfy(name -> assertThat(table.knows(name)).as(name).isTrue());
            assertThat(compiler.compile(profile, architecture).unknownCalls()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "read",
                    "write",
                    "openat",
                    "mmap",
                    "futex",
                    "execve",
                    "exit_group",
                    "epoll_pwait",
                    "getrandom",
                    "clock_gettime",
                    "rt_sigreturn",
                    "accept4",
                    "sendmsg",
                    "statx",
                    "close_range",
                    "ptrace",
                    "seccomp",
                    "get_mempolicy",
                    "landlock_restrict_self",
                    "fchmodat2",
                    "mseal"
                })
        void allowsWhatProgramsNeed(String call) {
            assertThat(standard().verdict(X86_64, number(call))).isEqualTo(Verdict.ALLOW);
            assertThat(standardOnArm().verdict(AARCH64, onArm(call))).isEqualTo(Verdict.ALLOW);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "mount",
                    "umount2",
                    "pivot_root",
                    "setns",
                    "unshare",
                    "bpf",
                    "perf_event_open",
                    "kexec_load",
                    "init_module",
                    "reboot",
                    "swapon",
                    "add_key",
                    "keyctl",
                    "request_key",
                    "userfaultfd",
                    "io_uring_setup",
                    "open_by_handle_at",
                    "settimeofday",
                    "syslog",
                    "quotactl",
                    "acct",
                    "chroot",
                    "kcmp",
                    "nfsservctl",
                    "vmsplice",
                    "open_tree",
                    "fsopen",
                    "move_mount",
                    "mount_setattr",
                    "open_tree_attr",
                    "lsm_set_self_attr"
                })
        void forbidsWhatAdministersTheMachineOrHasServedExploits(String call) {
            assertThat(standard().verdict(X86_64, number(call))).isEqualTo(EPERM);
            assertThat(standardOnArm().verdict(AARCH64, onArm(call))).isEqualTo(EPERM);
        }

        @ParameterizedTest
        @CsvSource({
            "CAP_SYS_ADMIN,mount",
            "CAP_SYS_ADMIN,unshare",
            "CAP_SYS_ADMIN,clone3",
            "CAP_SYS_ADMIN,pivot_root",
            "CAP_SYS_CHROOT,chroot",
            "CAP_SYS_MODULE,init_module",
            "CAP_SYS_TIME,settimeofday",
            "CAP_BPF,bpf",
            "CAP_PERFMON,perf_event_open",
            "CAP_SYSLOG,syslog",
            "CAP_DAC_READ_SEARCH,open_by_handle_at",
            "CAP_SYS_BOOT,reboot",
            "CAP_SYS_PTRACE,kcmp",
            "CAP_SYS_RAWIO,iopl",
            "CAP_SYS_PACCT,acct",
            "CAP_SYS_TTY_CONFIG,vhangup",
            "CAP_SYS_NICE,set_mempolicy_home_node"
        })
        void aCapabilityOpensItsCalls(Capability capability, String call) {
            assertThat(standard().verdict(X86_64, number(call))).isNotEqualTo(Verdict.ALLOW);
            assertThat(standard(capability).verdict(X86_64, number(call))).isEqualTo(Verdict.ALLOW);
        }

        @Test
        void threadsAndProcessesComeWithoutNamespaces() {
            int clone = number("clone");

            assertThat(standard().verdict(X86_64, clone, 17)).as("fork").isEqualTo(Verdict.ALLOW);
            assertThat(standard().verdict(X86_64, clone, 0x3d0f00))
                    .as("pthread_create")
                    .isEqualTo(Verdict.ALLOW);
            for (long flag :
                    List.of(0x20000L, 0x2000000L, 0x4000000L, 0x8000000L, 0x10000000L, 0x20000000L, 0x40000000L)) {
                assertThat(standard().verdict(X86_64, clone, flag | 17)).isEqualTo(EPERM);
            }
            assertThat(standard(Capability.CAP_SYS_ADMIN).verdict(X86_64, clone, 0x10000011))
                    .isEqualTo(Verdict.ALLOW);
        }

        @Test
        void callsWhoseArgumentsCannotBeSeenDoNotExist() {
            assertThat(standard().verdict(X86_64, number("clone3"))).isEqualTo(ENOSYS);
            assertThat(standardOnArm().verdict(AARCH64, onArm("clone3"))).isEqualTo(ENOSYS);
        }

        @Test
        void callsThatNobodyKnewOfDoNotExist() {
            assertThat(standard().verdict(X86_64, 500)).isEqualTo(ENOSYS);
            assertThat(standardOnArm().verdict(AARCH64, 500)).isEqualTo(ENOSYS);
        }

        @ParameterizedTest
        @CsvSource({
            "1,true",
            "2,true",
            "10,true",
            "16,true",
            "0,false",
            "3,false",
            "17,false",
            "30,false",
            "38,false",
            "40,false",
            "44,false",
            "45,false",
            "0x100000002,true",
            "0x100000028,false",
            "-1,false"
        })
        void socketsAreOfTheFamiliesThatApplicationsUse(String family, boolean allowed) {
            Verdict expected = allowed ? Verdict.ALLOW : EPERM;

            assertThat(standard().verdict(X86_64, number("socket"), Long.decode(family), 1))
                    .isEqualTo(expected);
            assertThat(standard().verdict(X86_64, number("socketpair"), Long.decode(family), 1))
                    .isEqualTo(expected);
        }

        @Test
        void packetSocketsComeWithTheirCapability() {
            assertThat(standard(Capability.CAP_NET_RAW).verdict(X86_64, number("socket"), 17, 3))
                    .isEqualTo(Verdict.ALLOW);
            assertThat(standard(Capability.CAP_NET_RAW).verdict(X86_64, number("socket"), 40, 1))
                    .isEqualTo(EPERM);
        }

        @ParameterizedTest
        @CsvSource({"0x5412,false", "0x541c,false", "0x100005412,false", "0x5401,true", "0x5413,true", "0x541b,true"})
        void nobodyTypesOnATerminalButItsUser(String request, boolean allowed) {
            assertThat(standard().verdict(X86_64, number("ioctl"), 0, Long.decode(request)))
                    .isEqualTo(allowed ? Verdict.ALLOW : EPERM);
        }

        @ParameterizedTest
        @CsvSource({
            "0,true",
            "8,true",
            "0x20000,true",
            "0x20008,true",
            "0xffffffff,true",
            "0x40000,false",
            "0x400000,false",
            "-1,true"
        })
        void personalitiesAreThoseThatWeakenNothing(String personality, boolean allowed) {
            assertThat(standard().verdict(X86_64, number("personality"), Long.decode(personality)))
                    .isEqualTo(allowed ? Verdict.ALLOW : EPERM);
        }

        @Test
        void programsOf32BitsRunToo() {
            assertThat(standard().verdict(X86, 3)).as("read").isEqualTo(Verdict.ALLOW);
            assertThat(standard().verdict(X86, 21)).as("mount").isEqualTo(EPERM);
            assertThat(standard().verdict(X86, 102, 3))
                    .as("connect by socketcall")
                    .isEqualTo(Verdict.ALLOW);
            assertThat(standard().verdict(X86, 102, 1))
                    .as("socket by socketcall, of a family that is out of sight")
                    .isEqualTo(EPERM);
            assertThat(standard().verdict(X86, 359, 2)).as("socket").isEqualTo(Verdict.ALLOW);
            assertThat(standardOnArm().verdict(ARM, 3)).isEqualTo(Verdict.ALLOW);
            assertThat(standardOnArm().verdict(ARM, 0xf0005)).as("set_tls").isEqualTo(Verdict.ALLOW);
        }

        @Test
        void theOldWaysIntoTheKernelAreClosed() {
            assertThat(standard().verdict(X86_64, 0x40000000)).as("read of x32").isEqualTo(Verdict.KILL_PROCESS);
            assertThat(standard().verdict(X86_64, number("modify_ldt"))).isEqualTo(EPERM);
        }

        @Test
        void aTracerMaySkipACall() {
            assertThat(standard().verdict(X86_64, -1)).isEqualTo(EPERM);
        }

        @Test
        void doesNotSlowProgramsDown() {
            assertThat(SeccompProfiles.standard(Set.of(), Architecture.X86_64).flags())
                    .containsExactly(LinuxSeccompFlag.SPEC_ALLOW);
        }

        @Test
        void isShortBecauseNeighboursShareAnAnswer() {
            assertThat(standard().length()).isLessThan(700);
        }

        private BpfMachine standard(Capability... capabilities) {
            return machine(Set.of(capabilities), Architecture.X86_64);
        }

        private BpfMachine standardOnArm() {
            return machine(Set.of(), Architecture.AARCH64);
        }

        private BpfMachine machine(Set<Capability> capabilities, Architecture architecture) {
            LinuxSeccomp profile = SeccompProfiles.standard(capabilities, architecture);
            return new BpfMachine(compiler.compile(profile, architecture).instructions());
        }

        private int number(String call) {
            return table.number(call, Abi.X86_64).orElseThrow();
        }

        /** A call that only x86 has stands for none. */
        private int onArm(String call) {
            return table.number(call, Abi.AARCH64).orElse(245);
        }
    }

    @Nested
    class AProfileInAFile {
        @TempDir
        Path directory;

        @Test
        void mayHaveTheFormOfTheSpecification() {
            LinuxSeccomp profile = resolve("""
                    {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 13, "architectures": ["SCMP_ARCH_X86"],
                     "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW",
                       "args": [{"index": 0, "value": 18446744073709551615, "op": "SCMP_CMP_NE"}]}]}
                    """);

            assertThat(profile.defaultErrnoRet()).isEqualTo(13);
            assertThat(profile.architectures()).containsExactly(Arch.X86);
            assertThat(profile.syscalls()).singleElement().satisfies(rule -> {
                assertThat(rule.names()).containsExactly("read");
                assertThat(rule.args().get(0).value()).isEqualTo(-1);
            });
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "`\"includes\": {\"caps\": [\"CAP_KILL\"]}`,true",
                    "`\"includes\": {\"caps\": [\"CAP_KILL\", \"CAP_CHOWN\"]}`,false",
                    "`\"includes\": {\"caps\": [\"CAP_TO_COME\"]}`,false",
                    "`\"excludes\": {\"caps\": [\"CAP_KILL\", \"CAP_CHOWN\"]}`,false",
                    "`\"excludes\": {\"caps\": [\"CAP_CHOWN\"]}`,true",
                    "`\"includes\": {\"arches\": [\"arm64\", \"amd64\"]}`,true",
                    "`\"includes\": {\"arches\": [\"arm64\"]}`,false",
                    "`\"excludes\": {\"arches\": [\"amd64\"]}`,false",
                    "`\"includes\": {\"minKernel\": \"6.1\"}`,true",
                    "`\"includes\": {\"minKernel\": \"6.2\"}`,false",
                    "`\"excludes\": {\"minKernel\": \"5.20\"}`,false",
                    "`\"includes\": {}, \"excludes\": {}`,true",
                    "`\"includes\": null, \"args\": null`,true",
                    "`\"includes\": {\"caps\": [\"CAP_KILL\"]}, \"excludes\": {\"arches\": [\"amd64\"]}`,false"
                })
        void mayHaveRulesThatDependOnTheContainerAndItsHost(String conditions, boolean there) {
            LinuxSeccomp profile = resolve("""
                    {"defaultAction": "SCMP_ACT_ERRNO",
                     "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "comment": "", %s}]}
                    """.formatted(conditions));

            assertThat(profile.syscalls()).hasSize(there ? 1 : 0);
        }

        @Test
        void mayMapArchitectures() {
            LinuxSeccomp profile = resolve("""
                    {"defaultAction": "SCMP_ACT_ALLOW", "archMap": [
                      {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
                      {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}]}
                    """);

            assertThat(profile.architectures()).containsExactly(Arch.X86_64, Arch.X86, Arch.X32);
        }

        @Test
        void mayBeOldOrPodmans() {
            LinuxSeccomp profile = resolve("""
                    {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrno": "ENOSYS", "syscalls": [
                      {"name": "read", "action": "SCMP_ACT_ALLOW"},
                      {"names": ["bdflush"], "action": "SCMP_ACT_ERRNO", "errno": "EPERM"},
                      {"names": ["ustat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 22, "errno": "EPERM"}]}
                    """);

            assertThat(profile.defaultErrnoRet()).isEqualTo(38);
            assertThat(profile.syscalls()).extracting(LinuxSyscall::errnoRet).containsExactly(null, 1, 22);
            assertThat(profile.syscalls().get(0).names()).containsExactly("read");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{} | defaultAction is missing",
                    "{'defaultAction': 'ALLOW'} | defaultAction is \"ALLOW\"",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'action': 'SCMP_ACT_ERRNO'}]} | syscalls[0].names is empty",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'name': 'a', 'names': ['b'], 'action': 'SCMP_ACT_ERRNO'}]} | syscalls[0].name is given",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': [1], 'action': 'SCMP_ACT_ERRNO'}]} | syscalls[0].names[0] is 1",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['b'], 'action': 'SCMP_ACT_KILL', 'errnoRet': 1}]} | syscalls[0].errnoRet is 1",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['b'], 'action': 'SCMP_ACT_ERRNO', 'errno': 'EX'}]} | syscalls[0].errno is \"EX\"",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['b'], 'action': 'SCMP_ACT_ERRNO', 'includes': {'minKernel': '6'}}]} | syscalls[0].includes.minKernel is \"6\"",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['b'], 'action': 'SCMP_ACT_ERRNO', 'excludes': {'caps': {}}}]} | syscalls[0].excludes.caps is an object",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'archMap': [{'architecture': 'SCMP_ARCH_PDP11'}]} | archMap[0].architecture is \"SCMP_ARCH_PDP11\"",
                    "{'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['SCMP_ARCH_X86'], 'archMap': [{'architecture': 'SCMP_ARCH_X86'}]} | archMap is given",
                    "[] | the document is an array",
                    "`` | the document is empty"
                })
        void isRefusedByTheFieldThatIsWrong(String json, String problem) throws IOException {
            Path file = Files.writeString(directory.resolve("profile.json"), json.replace('\'', '"'));

            assertThatExceptionOfType(InvalidSpecException.class)
                    .isThrownBy(() -> new ConfigReader().readSeccompProfile(file))
                    .withMessageStartingWith(file + ": " + problem);
        }

        private LinuxSeccomp resolve(String json) {
            SeccompProfile profile = new ConfigReader().readSeccompProfile(json.getBytes(StandardCharsets.UTF_8));
            return SeccompProfiles.resolve(
                    profile, Set.of(Capability.CAP_KILL), Architecture.X86_64, KernelRelease.parse("6.1.0-13-amd64"));
        }
    }
}
