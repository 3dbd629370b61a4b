package io.jdock.container;

import static io.jdock.container.Configurations.withLinux;
import static io.jdock.container.Containers.finish;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxNetDevice;
import io.jdock.oci.LinuxTimeOffset;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the container has for itself, and what it shares when it is asked to. */
class NamespacesTest {
    private static final List<String> NAMES = List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time");
    private static final String SHOW = "for n in " + String.join(" ", NAMES) + "; do readlink /proc/self/ns/$n; done";

    @AutoClose
    private static final Containers containers = new Containers();

    /** Names of the kinds of namespaces that a container has in common with this JVM. */
    private static List<String> sharedWithTheHost(ContainerSpec.Builder spec) throws IOException {
        return inCommon(
                containers.run(spec.command(List.of("/bin/sh", "-c", SHOW))).lines(), ofTheHost());
    }

    private static List<String> ofTheHost() throws IOException {
        List<String> host = new ArrayList<>();
        for (String name : NAMES) {
            host.add(Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString());
        }
        return host;
    }

    private static List<String> inCommon(List<String> some, List<String> others) {
        assertThat(some).hasSameSizeAs(others);
        List<String> common = new ArrayList<>(some);
        common.retainAll(others);
        return common.stream().map(link -> link.substring(0, link.indexOf(':'))).toList();
    }

    @Test
    void areAllNewButThatOfTheClocks() throws IOException {
        assertThat(sharedWithTheHost(shell(""))).containsExactly("time");
    }

    @Test
    void differBetweenContainers() throws IOException {
        List<String> first = containers.run(shell(SHOW)).lines();
        Container container = containers.start(shell(SHOW + "; echo; read -r word"));
        List<String> other = new ArrayList<>();
        for (String link = line(container); !link.isEmpty(); link = line(container)) {
            other.add(link);
        }
        List<String> third = containers.run(shell(SHOW)).lines();
        container.destroyForcibly();

        assertThat(inCommon(third, other)).containsExactly("time");
        assertThat(first).hasSameSizeAs(third);
    }

    @ParameterizedTest
    @EnumSource(
            value = LinuxNamespaceType.class,
            names = {"PID", "IPC", "UTS", "CGROUP", "NETWORK"})
    void areTheHostsWhereThatIsAskedFor(LinuxNamespaceType type) throws IOException {
        String name = type == LinuxNamespaceType.NETWORK ? "net" : type.json();
        ContainerSpec.Builder spec = type == LinuxNamespaceType.NETWORK
                ? shell("").network(NetworkMode.HOST)
                : shell("").share(type);

        assertThat(sharedWithTheHost(spec)).containsExactlyInAnyOrder(name, "time");
    }

    @Test
    void canAllBeSharedButThoseOfUsersAndMounts() throws IOException {
        ContainerSpec.Builder spec = shell("")
                .network(NetworkMode.HOST)
                .share(LinuxNamespaceType.PID)
                .share(LinuxNamespaceType.IPC)
                .share(LinuxNamespaceType.UTS)
                .share(LinuxNamespaceType.CGROUP);

        assertThat(sharedWithTheHost(spec)).containsExactlyInAnyOrder("pid", "net", "ipc", "uts", "cgroup", "time");
    }

    @Test
    void ofProcessesShowTheContainersOnly() throws IOException {
        assertThat(containers.output("ls /proc | grep '^[0-9]' | wc -l; kill -0 3 2>/dev/null || echo none"))
                .matches("[3-6]\nnone");
        assertThat(containers.run(shell("ls -d /proc/[0-9]*").init(false)).lines())
                .first()
                .isEqualTo("/proc/1");
    }

    @Test
    void aContainerWithTheHostsProcessesDoesNotOutliveItsApplication() throws IOException {
        Container container =
                containers.start(shell("sleep 1000 & echo $!; exit 3").share(LinuxNamespaceType.PID));
        String pid = line(container);

        assertThat(finish(container).status()).isEqualTo(3);
        assertThat(Path.of("/proc", pid)).doesNotExist();
    }

    @Test
    void ofHostNamesBeginWithTheContainersId() throws IOException {
        Container container = containers.start(shell("hostname"));

        assertThat(finish(container).text()).isEqualTo(container.id()).matches("[0-9a-f]{12}");
    }

    @Test
    void ofHostNamesHaveTheNameThatIsGiven() throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/hostname"));

        assertThat(containers
                        .run(shell("hostname; uname -n").hostname("build-box.example"))
                        .lines())
                .containsOnly("build-box.example");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(before);
    }

    @Test
    void ofHostNamesHaveADomainNameToo() throws IOException {
        RuntimeSpec configuration = containers
                .engine()
                .configuration(shell("cat /proc/sys/kernel/domainname").build());

        assertThat(containers
                        .run(configuration.toBuilder()
                                .domainname("jdock.example")
                                .build())
                        .text())
                .isEqualTo("jdock.example");
    }

    @Test
    void ofNetworksHaveALoopbackInterfaceThatIsUpAndNoOther() throws IOException {
        assertThat(containers.output("ls /sys/class/net; cat /sys/class/net/lo/flags"))
                .isEqualTo("lo\n0x9"); // IFF_UP|IFF_LOOPBACK
    }

    @Test
    void ofNetworksAreMadeByAHelperThatLeavesNoTrace() throws IOException {
        assertThat(containers
                        .run(shell("echo $$; cd /proc; echo [0-9]*; readlink 1/ns/net 2/ns/net | uniq | wc -l"))
                        .lines())
                .containsExactly("2", "1 2", "1");
    }

    @Test
    void ofNetworksAreMadeWithoutAHelperWhereThereIsOneProcessor() throws IOException, InterruptedException {
        Process jvm = OtherJvm.start(List.of("env", "JDK_JAVA_OPTIONS=-XX:ActiveProcessorCount=1"), OneStart.class);
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String wrong = new String(jvm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jvm.waitFor()).as(wrong).isZero();
        assertThat(said.lines()).containsExactly("2", "0x9", "lo");
    }

    /** In a user namespace with a limit of its own, as an ordinary user there. */
    @Test
    void ofNetworksThatCannotBeMadeAreNamed() throws IOException, InterruptedException {
        Process jvm = OtherJvm.start(
                List.of(
                        "unshare",
                        "--user",
                        "--map-user=1000",
                        "--map-group=1000",
                        "--keep-caps",
                        "sh",
                        "-c",
                        "echo 0 > /proc/sys/user/max_net_namespaces && exec setpriv --ambient-caps=-all \"$@\"",
                        "sh"),
                OneStart.class);
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String wrong = new String(jvm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();

        assertThat(said)
                .as(wrong)
                .contains("cannot make a network namespace: ENOSPC")
                .contains("raise sysctl user.max_net_namespaces");
    }

    /** Starts a container that tells of its network, or prints what is wrong with it. */
    static final class OneStart {
        private OneStart() {}

        public static void main(String... arguments) throws IOException, InterruptedException {
            try (Jdock jdock = Jdock.open()) {
                jdock.start(shell("echo $$; cd /sys/class/net; cat lo/flags; echo *")
                                .streams(new Streams.Inherit())
                                .build())
                        .waitFor();
            } catch (ContainerException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void thatOfTheHostHasItsInterfaces() throws IOException {
        List<String> interfaces = NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .toList();

        assertThat(containers
                        .run(shell("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; ls /sys/class/net")
                                .network(NetworkMode.HOST))
                        .lines())
                .containsAll(interfaces);
    }

    @Test
    void ofControlGroupsHideWhereTheContainerIs() throws IOException {
        assertThat(containers.output("cut -d: -f3 /proc/self/cgroup | sort -u")).isEqualTo("/");
    }

    @Test
    void ofMessageQueuesAndSharedMemoryAreEmpty() throws IOException {
        assertThat(containers.output(
                        "tail -n +2 /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg | grep -c '^ *[0-9]';"
                                + " ls -A /dev/mqueue /dev/shm | grep -v :"))
                .isEqualTo("0");
    }

    @Test
    void ofClocksHaveTheOffsetsOfTheConfiguration() throws IOException {
        RuntimeSpec configuration = containers
                .engine()
                .configuration(shell("cut -d. -f1 /proc/uptime").build());
        List<LinuxNamespace> namespaces = new ArrayList<>(configuration.linux().namespaces());
        namespaces.add(LinuxNamespace.create(LinuxNamespaceType.TIME));
        Map<String, LinuxTimeOffset> offsets = new TreeMap<>();
        offsets.put("boottime", new LinuxTimeOffset(1_000_000_000L, 500L));
        offsets.put("monotonic", new LinuxTimeOffset(86_400L, 0L));
        RuntimeSpec shifted = configuration.toBuilder()
                .linux(configuration.linux().toBuilder()
                        .namespaces(namespaces)
                        .timeOffsets(offsets)
                        .build())
                .build();

        assertThat(Long.parseLong(containers.run(shifted).text())).isBetween(1_000_000_000L, 1_999_999_999L);
    }

    @Test
    void canBeJoinedByTheirPaths() throws IOException {
        Container first = containers.start(shell(SHOW + "; exec sleep 1000").hostname("first"));
        List<String> ofTheFirst = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            ofTheFirst.add(line(first));
        }
        RuntimeSpec own =
                containers.engine().configuration(shell(SHOW + "; uname -n").build());
        RuntimeSpec joining = own.toBuilder()
                .hostname(null)
                .linux(own.linux().toBuilder()
                        .namespaces(joined(own.linux().namespaces(), first.pid(), "user", "network", "ipc", "uts"))
                        .uidMappings(List.of())
                        .gidMappings(List.of())
                        .build())
                .build();

        List<String> result = containers.run(joining).lines();

        assertThat(inCommon(result.subList(0, NAMES.size()), ofTheFirst))
                .containsExactlyInAnyOrder("user", "net", "ipc", "uts", "time");
        assertThat(result).last().isEqualTo("first");
        first.destroyForcibly();
    }

    @Test
    void ofProcessesControlGroupsAndClocksCanBeJoinedByTheirPathsToo() throws IOException {
        RuntimeSpec plain = containers
                .engine()
                .configuration(shell(SHOW + "; exec sleep 1000").build());
        List<LinuxNamespace> namespaces = new ArrayList<>(plain.linux().namespaces());
        namespaces.add(LinuxNamespace.create(LinuxNamespaceType.TIME));
        RuntimeSpec withClocks = Configurations.withLinux(plain, linux -> linux.namespaces(namespaces));
        Container first = containers.start(withClocks, Path.of("/"));
        List<String> ofTheFirst = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            ofTheFirst.add(line(first));
        }
        RuntimeSpec own = containers
                .engine()
                .configuration(shell(SHOW + "; tr '\\0' ' ' < /proc/1/cmdline").build());
        RuntimeSpec joining = Configurations.withLinux(
                own,
                linux -> linux.namespaces(joined(namespaces, first.pid(), "user", "pid", "cgroup", "time"))
                        .uidMappings(List.of())
                        .gidMappings(List.of()));

        List<String> result = containers.run(joining).lines();

        assertThat(inCommon(result.subList(0, NAMES.size()), ofTheFirst))
                .containsExactlyInAnyOrder("user", "pid", "cgroup", "time");
        assertThat(result).last().asString().startsWith("sleep 1000");
        first.destroyForcibly();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofMountsCanBeJoinedByTheirPathsToo(boolean userNamespace) throws IOException {
        assumeTrue(userNamespace || isRoot(), "without root, mounts take a user namespace");
        Process other = otherMounts(userNamespace);
        String namespace = ask(other, "readlink /proc/self/ns/mnt");
        RuntimeSpec joining = joiningMounts(
                shell("readlink /proc/self/ns/mnt; grep -c ' /tmp ' /proc/self/mounts; echo its root > /mark"),
                other,
                userNamespace);

        assertThat(containers.run(joining).lines()).containsExactly(namespace, "1");
        assertThat(ask(other, "cat /mark"))
                .as("seen by those who were there before")
                .isEqualTo("its root");
        other.destroy();
    }

    @Test
    void ofMountsStayAsTheyAreIfTheContainerCannotBeMade() throws IOException {
        Process other = otherMounts(!isRoot());
        RuntimeSpec joining = joiningMounts(shell("true"), other, !isRoot());
        String before = ask(other, "md5sum /proc/self/mountinfo");

        assertThatThrownBy(() -> containers.run(Configurations.withMounts(
                        joining, Mount.of("/data", "none", "/proc/self/does-not-exist", "bind"))))
                .hasMessageContaining("/proc/self/does-not-exist");
        assertThat(ask(other, "md5sum /proc/self/mountinfo")).isEqualTo(before);
        other.destroy();
    }

    @Test
    void ofMountsCannotBeTheCallersOwn() {
        assumeTrue(isRoot(), "only root has rights in it");
        RuntimeSpec own =
                containers.engine().configuration(ContainerSpec.builder("true").build());
        RuntimeSpec joining = Configurations.withLinux(
                own,
                linux -> linux.uidMappings(List.of())
                        .gidMappings(List.of())
                        .namespaces(List.of(LinuxNamespace.join(LinuxNamespaceType.MOUNT, "/proc/self/ns/mnt"))));

        assertThatThrownBy(() -> containers.run(joining))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("not the caller's or the host's: EBUSY")
                .hasMessageContaining("make one for the container");
    }

    @Test
    void ofMountsBelongToTheUserNamespaceTheyWereMadeIn() {
        RuntimeSpec own =
                containers.engine().configuration(ContainerSpec.builder("true").build());
        RuntimeSpec joining = Configurations.withLinux(
                own, linux -> linux.namespaces(joined(own.linux().namespaces(), 1, "mount")));

        assertThatThrownBy(() -> containers.run(joining))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("give the path of the user namespace in which that was made too");
    }

    private static boolean isRoot() {
        return containers.engine().host().caller().canMakeNamespaces();
    }

    /** A shell in a mount namespace of its own. */
    private static Process otherMounts(boolean userNamespace) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (userNamespace) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.add("sh");
        Process other = new ProcessBuilder(command).start();
        ask(other, "echo ready"); // it is in its namespaces now
        return other;
    }

    /** One line that a shell says to a command. */
    private static String ask(Process shell, String command) throws IOException {
        Containers.say(shell, command);
        return line(shell);
    }

    private static RuntimeSpec joiningMounts(ContainerSpec.Builder spec, Process other, boolean userNamespace) {
        RuntimeSpec own = containers.engine().configuration(spec.init(false).build());
        List<LinuxNamespace> namespaces = joined(own.linux().namespaces(), other.pid(), "mount", "user");
        return Configurations.withLinux(
                own,
                linux -> linux.uidMappings(List.of())
                        .gidMappings(List.of())
                        .namespaces(namespaces.stream()
                                .filter(namespace -> userNamespace || namespace.type() != LinuxNamespaceType.USER)
                                .toList()));
    }

    private static List<LinuxNamespace> joined(List<LinuxNamespace> namespaces, long pid, String... types) {
        Map<String, String> files = Map.of(
                "user", "user", "network", "net", "ipc", "ipc", "uts", "uts", "pid", "pid", "cgroup", "cgroup", "time",
                "time", "mount", "mnt");
        return namespaces.stream()
                .map(namespace -> Arrays.asList(types).contains(namespace.type().json())
                        ? LinuxNamespace.join(
                                namespace.type(),
                                "/proc/" + pid + "/ns/"
                                        + files.get(namespace.type().json()))
                        : namespace)
                .toList();
    }

    @Test
    void noMountEventGoesToTheHost() throws IOException {
        List<String> before = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        Container container = containers.start(shell("grep -c ' shared:' /proc/self/mountinfo; read -r word"));

        assertThat(line(container)).isEqualTo("0");
        assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
        container.destroyForcibly();
    }

    @Test
    void theSessionKeyringIsNotTheCallers() throws IOException {
        // keyctl(2): KEYCTL_GET_KEYRING_ID of KEY_SPEC_SESSION_KEYRING
        String script = "printf '%s\\n' $(perl -e 'print syscall("
                + io.jdock.kernel.Syscall.KEYCTL.number(io.jdock.kernel.Architecture.current()) + ", 0, -3, 0)')";
        String outside =
                finish(new ProcessBuilder("/bin/sh", "-c", script).start()).text();

        String inside = containers
                .run(shell(script).seccomp(new SeccompChoice.Unconfined()))
                .text();

        assertThat(inside).matches("\\d+").isNotEqualTo(outside);
    }

    /** What moves is {@code NetworkDevicesTest}'s. */
    @Test
    void aNetworkDeviceThatTheHostDoesNotHaveIsAnError() {
        RuntimeSpec spec = withLinux(
                containers.engine().configuration(shell("true").build()),
                linux -> linux.netDevices(Map.of("nonsuch0", new LinuxNetDevice("eth0"))));

        assertThatThrownBy(() -> containers.run(spec))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("move interface nonsuch0")
                .hasMessageContaining("ENODEV");
    }
}
