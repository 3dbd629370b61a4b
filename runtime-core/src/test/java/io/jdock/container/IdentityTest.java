package io.jdock.container;

import static io.jdock.container.Configurations.withLinux;
import static io.jdock.container.Configurations.withProcess;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Resource;
import io.jdock.oci.IOPriorityClass;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.LinuxIOPriority;
import io.jdock.oci.LinuxMemoryPolicy;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxPersonality;
import io.jdock.oci.LinuxPersonalityDomain;
import io.jdock.oci.LinuxSchedulerPolicy;
import io.jdock.oci.MemoryPolicyFlagType;
import io.jdock.oci.MemoryPolicyModeType;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.Scheduler;
import io.jdock.oci.User;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who the application is, what it may do and what it carries with it, as the kernel shows it. */
class IdentityTest {
    private static final UserChoice SOMEBODY = new UserChoice(33, 44, List.of(55L, 66L));

    @AutoClose
    private static final Containers containers = new Containers();

    private static Containers.Result run(ContainerSpec.Builder spec, UnaryOperator<ProcessSpec.Builder> change)
            throws IOException {
        return containers.run(withProcess(containers.engine().configuration(spec.build()), change));
    }

    private static void assumeSeveralUsers() {
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
    }

    private static boolean asRoot() {
        return containers.engine().host().caller().canMakeNamespaces();
    }

    // ---- user and groups

    @Test
    void allIdsOfAUserAreTheGivenOnes() throws IOException {
        assumeSeveralUsers();

        assertThat(containers
                        .run(shell("grep -E '^(Uid|Gid|Groups)' /proc/self/status")
                                .user(SOMEBODY))
                        .text())
                .isEqualTo("Uid:\t33\t33\t33\t33\nGid:\t44\t44\t44\t44\nGroups:\t55 66");
    }

    @Test
    void rootHasNoOtherGroups() throws IOException {
        List<String> groups = containers
                .run(shell("grep -E '^(Uid|Gid|Groups)' /proc/self/status"))
                .lines();

        assertThat(groups.subList(0, 2)).containsExactly("Uid:\t0\t0\t0\t0", "Gid:\t0\t0\t0\t0");
        if (asRoot()) {
            assertThat(groups.get(2).strip()).isEqualTo("Groups:");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0000,777,666", "23,0027,750,640", "63,0077,700,600"}) // octal 027 and 077
    void theUmaskIsTheConfigurations(int umask, String seen, String directory, String file) throws IOException {
        assertThat(run(
                                shell("umask; mkdir /tmp/d; touch /tmp/f; stat -c %a /tmp/d /tmp/f"),
                                process -> process.user(new User(0, 0, umask, List.of())))
                        .text())
                .isEqualTo(seen + "\n" + directory + "\n" + file);
    }

    // ---- capabilities

    private static String sets(ContainerSpec.Builder spec, LinuxCapabilities capabilities) throws IOException {
        return run(
                        spec.command(List.of("/bin/grep", "^Cap", "/proc/self/status")),
                        process -> process.capabilities(capabilities))
                .text()
                .replaceAll("(?m)^Cap(...):\\t0*([0-9a-f]+)$", "$1=$2");
    }

    private static List<String> names(Capability... capabilities) {
        return List.of(capabilities).stream().map(Enum::name).toList();
    }

    /** Every set is another, so that none can stand for another: CHOWN is bit 0, DAC_OVERRIDE 1, KILL 5, SETGID 6. */
    @Test
    void eachOfTheFiveSetsOfANonRootUserIsWhatExecveMakesOfIt() throws IOException {
        assumeSeveralUsers();
        LinuxCapabilities capabilities = new LinuxCapabilities(
                names(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE, Capability.CAP_KILL, Capability.CAP_SETGID),
                names(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE),
                names(Capability.CAP_CHOWN, Capability.CAP_KILL),
                names(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE, Capability.CAP_KILL),
                names(Capability.CAP_CHOWN));

        // capabilities(7): P'(permitted) = P'(effective) = P(ambient) for a program without file capabilities
        assertThat(sets(shell("").user(SOMEBODY), capabilities)).isEqualTo("Inh=21\nPrm=1\nEff=1\nBnd=63\nAmb=1");
    }

    @Test
    void rootGetsNoMoreThanThePermittedSetUnlessNewPrivilegesAreAllowed() throws IOException {
        LinuxCapabilities capabilities = new LinuxCapabilities(
                names(Capability.CAP_CHOWN, Capability.CAP_KILL),
                names(Capability.CAP_CHOWN),
                List.of(),
                names(Capability.CAP_CHOWN),
                List.of());

        assertThat(sets(shell(""), capabilities)).isEqualTo("Inh=0\nPrm=1\nEff=1\nBnd=21\nAmb=0");
        // the same: for root, execve(2) takes all file capabilities as set, so the bounding set is the limit
        assertThat(run(
                                ContainerSpec.builder("/bin/grep", "^CapEff", "/proc/self/status"),
                                process -> process.capabilities(capabilities).noNewPrivileges(false))
                        .text())
                .isEqualTo("CapEff:\t0000000000000021");
    }

    @Test
    void withoutCapabilitiesRootHasNone() throws IOException {
        assertThat(sets(shell(""), LinuxCapabilities.NONE)).isEqualTo("Inh=0\nPrm=0\nEff=0\nBnd=0\nAmb=0");
    }

    @Test
    void ambientCapabilitiesAreUsableOverSeveralPrograms() throws IOException {
        assumeSeveralUsers();

        assertThat(containers
                        .run(shell("sh -c 'touch /tmp/f && chown 7 /tmp/f && stat -c %u /tmp/f'")
                                .user(SOMEBODY)
                                .addCapability("CHOWN"))
                        .text())
                .isEqualTo("7");
        assertThat(containers
                        .run(shell("touch /tmp/f && chown 7 /tmp/f").user(SOMEBODY))
                        .err())
                .contains("Operation not permitted");
    }

    @Test
    void whatCannotBeGrantedIsLeftOut() throws IOException {
        LinuxCapabilities capabilities = new LinuxCapabilities(
                names(Capability.CAP_CHOWN, Capability.CAP_KILL),
                names(Capability.CAP_CHOWN, Capability.CAP_KILL),
                List.of(),
                names(Capability.CAP_CHOWN),
                names(Capability.CAP_CHOWN));

        assertThat(sets(shell(""), capabilities)).isEqualTo("Inh=0\nPrm=1\nEff=1\nBnd=21\nAmb=0");
    }

    @Test
    void noNewPrivilegesIsSetUnlessTheConfigurationSaysOtherwise() throws IOException {
        String script = "grep ^NoNewPrivs /proc/self/status";

        assertThat(containers.output(script)).isEqualTo("NoNewPrivs:\t1");
        assertThat(run(shell(script), process -> process.noNewPrivileges(false)).text())
                .isEqualTo("NoNewPrivs:\t0");
    }

    // ---- limits

    @ParameterizedTest
    @EnumSource(Resource.class)
    void everyLimitHasTheGivenValues(Resource resource) throws IOException {
        long hard = hardLimit(resource);
        long high = hard == Ulimit.UNLIMITED ? ample(resource) : Math.min(hard, ample(resource));
        Ulimit limit = new Ulimit(resource.name(), high / 2, high);

        String seen = containers
                .run(ContainerSpec.builder("/bin/cat", "/proc/self/limits").ulimit(limit))
                .lines()
                .get(1 + line(resource));

        assertThat(seen).containsPattern(" {2,}" + high / 2 + " +" + high + " ");
    }

    /** Enough for the program that shows it. */
    private static long ample(Resource resource) {
        return switch (resource) {
            case RLIMIT_NICE -> 40;
            case RLIMIT_RTPRIO -> 98;
            default -> 1L << 32;
        };
    }

    /** The order of lines in proc(5), /proc/pid/limits, is that of the numbers. */
    private static int line(Resource resource) {
        return resource.number();
    }

    private static long hardLimit(Resource resource) throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/self/limits"))
                .get(1 + line(resource))
                .substring(26)
                .strip()
                .split(" +", -1);
        return fields[1].equals("unlimited") ? Ulimit.UNLIMITED : Long.parseLong(fields[1]);
    }

    @Test
    void aLimitIsKept() throws IOException {
        Containers.Result result = containers.run(shell("ulimit -n; exec 5</dev/null; ulimit -n 4; cat 3</dev/null")
                .ulimit(new Ulimit("nofile", 6, 6)));

        assertThat(result.out()).isEqualTo("6\n");
        assertThat(result.status()).isNotZero();
        assertThat(containers
                        .run(shell("head -c 100000 /dev/zero > /tmp/file").ulimit(new Ulimit("fsize", 1000, 1000)))
                        .status())
                .isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "500", "1000"})
    void theOutOfMemoryScoreIsTheConfigurations(int score) throws IOException {
        int own = Integer.parseInt(
                Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
        assumeTrue(score >= own, "only root may lower the score");

        assertThat(run(shell("cat /proc/self/oom_score_adj"), process -> process.oomScoreAdj(score))
                        .text())
                .isEqualTo("" + score);
    }

    // ---- kernel parameters

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_unprivileged_port_start, 80",
        "net/ipv4/ip_forward, 1",
        "net.ipv4.conf.lo.forwarding, 1",
        "net.ipv4.ping_group_range, '0\t0'",
        "kernel.msgmax, 4242",
        "kernel.shm_rmid_forced, 1",
        "kernel.sem, '100\t3200\t32\t77'",
        "fs.mqueue.msg_max, 7",
        "kernel.domainname, of.a.parameter",
        "kernel.hostname, of-a-parameter",
        "user.max_user_namespaces, 3"
    })
    void aParameterOfANamespaceIsSetInsideOnly(String name, String value) throws IOException {
        Path file = Path.of("/proc/sys", name.replace('.', '/').split("/", -1));
        assumeTrue(Files.exists(file), "this kernel has no " + file);
        String before = Files.readString(file);

        assertThat(containers.run(shell("cat " + file).sysctl(name, value)).text())
                .isEqualTo(value);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void aParameterOfTheWholeMachineOrOfASharedNamespaceIsRefused() {
        assertThatThrownBy(() -> containers.run(shell("").sysctl("vm.swappiness", "1")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("vm.swappiness belongs to no namespace");
        assertThatThrownBy(
                        () -> containers.run(shell("").network(NetworkMode.HOST).sysctl("net.ipv4.ip_forward", "1")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("takes a network namespace");
        assertThatThrownBy(() ->
                        containers.run(shell("").share(LinuxNamespaceType.IPC).sysctl("kernel.msgmax", "1")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("takes a ipc namespace");
    }

    @Test
    void aParameterThatIsMissingOrHasNoSuchValueIsTold() {
        assertThatThrownBy(() -> containers.run(shell("").sysctl("net.ipv4.no_such", "1")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("no parameter of that name");
        assertThatThrownBy(() -> containers.run(shell("").sysctl("kernel.msgmax", "many")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(Errno.EINVAL.name());
    }

    // ---- how it runs

    @Test
    void thePersonalityOfA32BitMachineIsSeenByUname() throws IOException {
        assumeTrue(Architecture.current() == Architecture.X86_64, "other machines have other names");
        RuntimeSpec own = containers.engine().configuration(shell("uname -m").build());

        assertThat(personality(own, LinuxPersonalityDomain.LINUX32)).isEqualTo("i686");
        assertThat(personality(own, LinuxPersonalityDomain.LINUX)).isEqualTo("x86_64");
    }

    private static String personality(RuntimeSpec own, LinuxPersonalityDomain domain) throws IOException {
        return containers
                .run(withLinux(own, linux -> linux.personality(new LinuxPersonality(domain, List.of()))))
                .text();
    }

    /** The policy is the 41st field of proc(5), /proc/pid/stat, and the nice value the 19th. */
    @ParameterizedTest
    @CsvSource({"BATCH, 3, 3", "IDLE, 0, 5", "OTHER, 7, 0"})
    void theSchedulerIsTheConfigurations(LinuxSchedulerPolicy policy, int nice, int number) throws IOException {
        Scheduler scheduler = new Scheduler(policy, nice, 0, List.of(), 0, 0, 0);

        assertThat(run(shell("cut -d ' ' -f 19,41 /proc/self/stat"), process -> process.scheduler(scheduler))
                        .text())
                .isEqualTo(nice + " " + number);
    }

    @ParameterizedTest
    @CsvSource({"BE, 6, best-effort: prio 6", "IDLE, 0, idle"})
    void thePriorityOfReadingAndWritingIsTheConfigurations(IOPriorityClass ioClass, int priority, String seen)
            throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ionice")), "ionice(1) is not installed");

        assertThat(run(shell("ionice -p $$"), process -> process.ioPriority(new LinuxIOPriority(ioClass, priority)))
                        .text())
                .isEqualTo(seen);
    }

    /** All memories of most machines are one node, number 0. */
    @ParameterizedTest
    @CsvSource({"BIND, 0, bind:0", "INTERLEAVE, 0, interleave:0", "PREFERRED, 0, prefer:0", "LOCAL, , local"})
    void memoryComesFromTheNodesOfTheConfiguration(MemoryPolicyModeType mode, @Nullable String nodes, String seen)
            throws IOException {
        assumeNodes();

        assertThat(containers.run(withMemory(mode, nodes, List.of())).text()).isEqualTo(seen);
    }

    @Test
    void nodesThatCountWithinTheControlGroupSayTheyDo() throws IOException {
        assumeNodes();

        assertThat(containers
                        .run(withMemory(MemoryPolicyModeType.BIND, "0", List.of(MemoryPolicyFlagType.RELATIVE_NODES)))
                        .text())
                .isEqualTo("bind=relative:0");
    }

    @Test
    void aFurtherProcessHasTheMemoryOfTheContainer() throws IOException {
        assumeNodes();
        RuntimeSpec waiting = withProcess(
                withMemory(MemoryPolicyModeType.BIND, "0", List.of()),
                process -> process.args(List.of("sleep", "1000")));
        Container container = containers.start(waiting, Path.of("/"));

        assertThat(Containers.finish(container.exec(ExecSpec.of("sh", "-c", OWN_POLICY)))
                        .text())
                .isEqualTo("bind:0");
    }

    @Test
    void nodesThatTheMachineDoesNotHaveAreAnError() {
        assumeNodes();

        assertThatThrownBy(() -> containers.run(withMemory(MemoryPolicyModeType.BIND, "1000-1003", List.of())))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("take memory by MPOL_BIND of the nodes 1000-1003")
                .hasMessageContaining("EINVAL")
                .hasMessageContaining("linux.memoryPolicy");
    }

    private static final String OWN_POLICY = "cut -d ' ' -f 2 /proc/self/numa_maps | sort -u";

    private static void assumeNodes() {
        assumeTrue(Files.exists(Path.of("/proc/self/numa_maps")), "this kernel knows no memory nodes (CONFIG_NUMA)");
    }

    private static RuntimeSpec withMemory(
            MemoryPolicyModeType mode, @Nullable String nodes, List<MemoryPolicyFlagType> flags) {
        return withLinux(
                containers.engine().configuration(shell(OWN_POLICY).build()),
                linux -> linux.memoryPolicy(new LinuxMemoryPolicy(mode, nodes, flags)));
    }
}
