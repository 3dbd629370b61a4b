package io.jdock.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExecutableFile;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.OpenDescriptors;
import io.jdock.program.Assembler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interfaces that move from one network to another, neither of which is this machine's. */
class NetworkDevicesTest {
    private final List<Process> networks = new ArrayList<>();
    private Process host;
    private Process container;

    @BeforeEach
    void makesTwoNetworks() throws IOException {
        assumeTrue(HostProbe.probe().caller().isRoot(), "only root can move interfaces");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "ip(8) is not installed");
        host = network("unshare", "--net");
        container = network("unshare", "--user", "--map-root-user", "--net");
        in(host, "ip link add eth7 type veth peer name other && ip link set other up");
        in(
                host,
                "ip link set eth7 up mtu 1400 && ip addr add 10.9.8.7/24 brd + dev eth7 && ip addr add fd00:9::7/64 dev eth7 nodad"
                        + " && ip addr add 10.9.8.8/24 dev eth7 valid_lft 1000 preferred_lft 1000");
    }

    @AfterEach
    void endsThem() {
        networks.forEach(Process::destroyForcibly);
    }

    /** One that lasts as long as its only process. */
    private Process network(String... unshare) throws IOException {
        List<String> command = new ArrayList<>(List.of(unshare));
        command.addAll(List.of("sh", "-c", "echo there; exec sleep 1000"));
        Process process = new ProcessBuilder(command).start();
        networks.add(process);
        assertThat(process.getInputStream().read()).isEqualTo('t');
        return process;
    }

    private static String in(Process network, String script) throws IOException {
        Process process = new ProcessBuilder(
                        "nsenter", "-t", String.valueOf(network.pid()), "--net", "sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
        return said;
    }

    private void move(Map<String, String> names) throws IOException {
        byte[] maker = Assembler.forArchitecture(Architecture.current())
                .assemble(SocketMakerProgram.make(Optional.empty(), List.of(CloneFlag.CLONE_NEWNET)));
        byte[] program = Assembler.forArchitecture(Architecture.current()).assemble(NetworkDevices.program(true));
        try (Descriptor hosts = ExecutableFile.inMemory("host", maker);
                Descriptor executable = ExecutableFile.inMemory("devices", program);
                SocketMaker there = SocketMaker.enter(hosts, (int) host.pid());
                Links outside = new Links(there.makeNetlink(Netlink.ROUTE))) {
            NetworkDevices.move(executable, (int) container.pid(), names, outside);
        }
    }

    @Test
    void anInterfaceKeepsItsAddressesAndIsUp() throws IOException {
        int before = OpenDescriptors.count();

        move(Map.of("eth7", "net0"));
        OpenDescriptors.awaitAtMost(before);

        assertThat(in(host, "ip -o link show")).doesNotContain("eth7");
        assertThat(in(container, "ip -o link show net0")).contains("mtu 1400", "state UP");
        assertThat(in(container, "ip -o addr show net0"))
                .contains("10.9.8.7/24 brd 10.9.8.255", "fd00:9::7/64")
                .as("addresses that run out are not kept")
                .doesNotContain("10.9.8.8");
    }

    @Test
    void aNumberThatIsTakenInsideIsNoObstacle() throws IOException {
        String number = in(host, "ip -o link show eth7").split(":", 2)[0];
        in(container, "ip link add mine index " + number + " type veth peer name other");

        move(Map.of("eth7", "eth7"));

        assertThat(in(container, "ip -o addr show eth7")).contains("10.9.8.7/24");
    }

    @Test
    void aFreeNumberIsFoundForTheName() throws IOException {
        in(container, "ip link add eth0 type veth peer name eth1");

        move(Map.of("eth7", "eth%d"));

        assertThat(in(container, "ip -o addr show eth2")).contains("10.9.8.7/24");
    }

    @ParameterizedTest
    @CsvSource({"eth7, eth0, EEXIST, the container has an interface eth0", "eth8, eth8, ENODEV, eth8"})
    void whatCannotBeMovedStaysWithAllOthers(String name, String inside, Errno errno, String message)
            throws IOException {
        in(container, "ip link add eth0 type veth peer name eth1");

        assertThatThrownBy(() -> move(Map.of("other", "other", name, inside)))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.is(errno)).isTrue())
                .hasMessageContaining(message);
        assertThat(in(host, "ip -o link show")).contains("eth7", "other");
    }
}
