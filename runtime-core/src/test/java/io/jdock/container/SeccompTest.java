package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.Containers.Result;
import io.jdock.kernel.Abi;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Errno;
import io.jdock.kernel.SyscallTable;
import io.jdock.plan.Plan;
import io.jdock.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which system calls an application may make. */
class SeccompTest {
    /** The last signal of a process whose filter kills it. */
    private static final int SIGSYS = 31;

    @AutoClose
    private static final Containers containers = new Containers();

    private final SyscallTable table = SyscallTable.load();

    @TempDir
    private Path directory;

    // ---- by default

    @Test
    void everyContainerHasAFilter() throws IOException {
        assertThat(containers.output("grep Seccomp: /proc/self/status")).isEqualTo("Seccomp:\t2");
    }

    @Test
    void furtherProcessesHaveItToo() throws IOException {
        Container container = containers.start(ContainerSpec.builder("/bin/sleep", "60"));

        Result result = Containers.finish(container.exec(ExecSpec.of("/bin/grep", "Seccomp:", "/proc/self/status")));

        assertThat(result.text()).isEqualTo("Seccomp:\t2");
        container.destroyForcibly();
    }

    @Test
    void anApplicationMakesNoNamespaces() throws IOException {
        for (String kind : List.of("--user", "--mount", "--net", "--pid")) {
            Result result = containers.run(shell("unshare " + kind + " true"));

            assertThat(result.status()).as(kind).isNotZero();
            assertThat(result.err()).contains("Operation not permitted");
        }
    }

    @Test
    void callsThatOnlyAdministerTheMachineAreRefused() throws IOException {
        for (String call :
                List.of("keyctl", "add_key", "bpf", "userfaultfd", "mount", "init_module", "kexec_load", "swapon")) {
            assertThat(errno(call, ContainerSpec.builder())).as(call).isEqualTo(Errno.EPERM.number());
        }
    }

    @Test
    void callsThatTheProfileDoesNotKnowYetDoNotExist() throws IOException {
        assertThat(errno(1_000, ContainerSpec.builder())).isEqualTo(Errno.ENOSYS.number());
    }

    @Test
    void noInputIsFakedOnATerminal() throws IOException {
        // TIOCSTI; on a descriptor that is no terminal, the kernel's own answer would be ENOTTY
        assertThat(errno(number("ioctl"), ContainerSpec.builder(), "0", "0x5412", "0"))
                .isEqualTo(Errno.EPERM.number());
    }

    @Test
    void aCapabilityThatIsAddedOpensItsCalls() throws IOException {
        ContainerSpec.Builder spec = shell("mount -t tmpfs none /tmp && unshare --mount true && echo done")
                .addCapability("SYS_ADMIN");

        assertThat(containers.run(spec).text()).isEqualTo("done");
    }

    @Test
    void theFilterStaysTheSameObjectFromOnePlanToTheNext() {
        ContainerSpec spec = ContainerSpec.builder("true").build();

        Plan first = containers.engine().plan(spec);
        Plan second = containers.engine().plan(spec);

        assertThat(containers.engine().configuration(spec).linux().seccomp())
                .isSameAs(containers.engine().configuration(spec).linux().seccomp());
        assertThat(first.steps()).anyMatch(step -> step.what().equals("load the seccomp filter"));
        assertThat(second.steps()).hasSameSizeAs(first.steps());
        assertThat(containers.engine().explain(spec)).contains("load the seccomp filter");
    }

    // ---- Java

    @Test
    void javaVirtualMachinesRunUnderTheDefaultFilter() throws IOException {
        Path classes = Path.of(Exercise.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        for (Path java : Javas.visibleInside()) {
            ContainerSpec.Builder spec = ContainerSpec.builder(
                            java.toString(), "-XX:+UseNUMA", "-cp", classes.toString(), Exercise.class.getName())
                    .volume(Volume.readOnly(classes));

            assertThat(containers.run(spec).text()).as(java.toString()).isEqualTo("all done");
        }
    }

    // ---- by choice

    /** Else the application would seem to start, and die of its first call. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'defaultAction': 'SCMP_ACT_ERRNO'}",
                "{'defaultAction': 'SCMP_ACT_KILL_PROCESS'}",
                "{'defaultAction': 'SCMP_ACT_TRAP', 'syscalls': [{'names': ['read'], 'action': 'SCMP_ACT_ALLOW'}]}",
                "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['execve'], 'action': 'SCMP_ACT_KILL'}]}"
            })
    void aProfileUnderWhichNothingCanBeExecutedIsRefused(String profile, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("profile.json"), profile.replace('\'', '"'));
        Traces traces = Traces.before(containers);

        assertThatThrownBy(
                        () -> containers.start(ContainerSpec.builder("true").seccomp(new SeccompChoice.Profile(file))))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the profile answers execve with SCMP_ACT_")
                .hasMessageContaining("allow execve");

        traces.assertNothingIsLeft();
    }

    @Test
    void unconfinedMeansNoFilter() throws IOException {
        assumeFalse(containers.engine().host().caller().seccompFiltered(), "these tests run under a filter themselves");

        assertThat(containers
                        .run(shell("grep Seccomp: /proc/self/status").seccomp(new SeccompChoice.Unconfined()))
                        .text())
                .isEqualTo("Seccomp:\t0");
    }

    @Test
    void aProfileInTheFormOfTheSpecificationIsFollowed() throws IOException {
        Path profile = file("""
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]}""");

        Result result = containers.run(shell("mkdir /tmp/new").seccomp(new SeccompChoice.Profile(profile)));

        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("No space left on device");
    }

    @Test
    void aProfileInTheFormOfDockerIsFollowed() throws IOException {
        Path profile = file("""
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
                 "syscalls": [
                   {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28,
                    "excludes": {"caps": ["CAP_SYS_ADMIN"]}}]}""");
        ContainerSpec.Builder spec = shell("mkdir /tmp/new").seccomp(new SeccompChoice.Profile(profile));

        assertThat(containers.run(spec).err()).contains("No space left on device");
        assertThat(containers.run(spec.addCapability("SYS_ADMIN")).status()).isZero();
    }

    @Test
    void aProcessThatItsProfileKillsTellsTheSignal() throws IOException {
        Path profile = file("""
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_KILL_PROCESS"}]}""");

        ContainerSpec.Builder spec =
                ContainerSpec.builder("/bin/mkdir", "/tmp/new").seccomp(new SeccompChoice.Profile(profile));

        assertThat(containers.run(spec).status()).isEqualTo(128 + SIGSYS);
    }

    @Test
    void theFilterIsCompiledWhileTheRootIsChanged() {
        assertThat(steps(ContainerSpec.builder("true")))
                .containsSubsequence("load the seccomp filter", "execute true", "change the root with pivot_root");
    }

    /** A process that waits and changes its directory under such a filter would be killed. */
    @Test
    void aFilterThatForbidsToWaitComesLast() throws IOException {
        Path profile = file("""
                {"defaultAction": "SCMP_ACT_ALLOW",
                 "syscalls": [{"names": ["futex", "chdir"], "action": "SCMP_ACT_KILL_PROCESS"}]}""");
        ContainerSpec.Builder spec = shell("echo fine").seccomp(new SeccompChoice.Profile(profile));

        assertThat(steps(spec))
                .containsSubsequence("change the root with pivot_root", "load the seccomp filter", "execute /bin/sh");
        assertThat(containers.run(spec).text()).isEqualTo("fine");
    }

    private static List<String> steps(ContainerSpec.Builder spec) {
        return containers.engine().plan(spec.build()).steps().stream()
                .map(Step::what)
                .toList();
    }

    // ---- mistakes

    @Test
    void aProfileThatIsMissingIsNamed() {
        Path missing = directory.resolve("missing.json");

        assertThatThrownBy(() -> start(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("seccomp: ")
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aProfileThatIsNoneIsNamedWithThePlace() throws IOException {
        for (String wrong : List.of(
                "no JSON",
                "{\"defaultAction\": \"SCMP_ACT_MAYBE\"}",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": 7}]}",
                // no rule forbids a call that nobody knows
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\","
                        + " \"syscalls\": [{\"names\": [\"make_coffee\"], \"action\": \"SCMP_ACT_ERRNO\"}]}",
                // there is nobody to ask
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": \"/run/listener\","
                        + " \"syscalls\": [{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_NOTIFY\"}]}")) {
            Path profile = file(wrong);

            assertThatThrownBy(() -> start(profile))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("seccomp: ")
                    .hasMessageContaining(profile.toString());
        }
    }

    private void start(Path profile) throws IOException {
        containers.start(ContainerSpec.builder("/bin/true").seccomp(new SeccompChoice.Profile(profile)));
    }

    private Path file(String json) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "profile", ".json"), json);
    }

    // ---- calls that no tool makes

    private int number(String call) {
        Abi abi = Architecture.current() == Architecture.X86_64 ? Abi.X86_64 : Abi.AARCH64;
        return table.number(call, abi).orElseThrow();
    }

    private int errno(String call, ContainerSpec.Builder spec) throws IOException {
        return errno(number(call), spec);
    }

    /** The error number of a system call with arguments that make no sense, unless they are given. */
    private static int errno(int call, ContainerSpec.Builder spec, String... arguments) throws IOException {
        Path perl = Path.of("/usr/bin/perl");
        assumeTrue(Files.isExecutable(perl), "perl is not installed");
        List<String> list = new ArrayList<>(List.of(Integer.toString(call)));
        list.addAll(arguments.length == 0 ? List.of("-1", "-1", "-1", "-1", "-1") : List.of(arguments));
        String script = "syscall(" + String.join(", ", list) + "); print $! + 0";
        return Integer.parseInt(containers
                .run(spec.command(List.of(perl.toString(), "-e", script)))
                .text());
    }
}
