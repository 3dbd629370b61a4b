package io.jdock.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.InternetSocket.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections inside one machine do not have what they send paced; others have what the machine is set to. */
class InternetSocketTest {
    private static final Path OF_THE_MACHINE = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int LONGEST_NAME = 16; // TCP_CA_NAME_MAX, with its end

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatIsAcceptedOnTheLoopbackInterfaceIsUnpaced(String host) throws Exception {
        InetAddress loopback = InetAddress.getByName(host);
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, () -> "this machine has no " + host);
        try (InternetSocket listener = listener(loopback);
                Socket asking = new Socket(loopback, listener.port())) {
            listener.descriptor().awaitReadable(Duration.ofMinutes(1));

            try (InternetSocket accepted = listener.accept().orElseThrow()) {
                assertThat(congestionControl(accepted)).isEqualTo("reno");
            }
        }
    }

    @Test
    void aSocketIsUnpacedWhenAskedTo() throws Exception {
        try (InternetSocket socket = InternetSocket.open(Family.IPV4)) {
            assertThat(congestionControl(socket)).isEqualTo(setting());

            socket.sendUnpaced();

            assertThat(congestionControl(socket)).isEqualTo("reno");
        }
    }

    @Test
    void aConnectionToAnAddressOfTheNetworkIsAsTheMachineIsSet() throws Exception {
        InetAddress any = InetAddress.getByName("0.0.0.0");
        try (InternetSocket listener = listener(any);
                Socket asking = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            listener.descriptor().awaitReadable(Duration.ofMinutes(1));

            try (InternetSocket accepted = listener.accept().orElseThrow()) {
                assertThat(congestionControl(accepted)).isEqualTo(setting());
            }
        }
    }

    private static String setting() throws IOException {
        return Files.readString(OF_THE_MACHINE).strip();
    }

    private static InternetSocket listener(InetAddress address) throws KernelException {
        InternetSocket listener = InternetSocket.open(Family.of(address));
        listener.listen(new InetSocketAddress(address, 0));
        return listener;
    }

    private static String congestionControl(InternetSocket socket) throws KernelException {
        try (NativeMemory name = new NativeMemory(LONGEST_NAME);
                NativeMemory size = new NativeMemory(4)) {
            size.setInt(0, LONGEST_NAME);
            socket.descriptor().call(Syscall.GETSOCKOPT, IPPROTO_TCP, TCP_CONGESTION, name.address(), size.address());
            byte[] bytes = new byte[LONGEST_NAME];
            name.get(0, bytes, 0, bytes.length);
            return new String(bytes, US_ASCII).replace("\0", "");
        }
    }
}
