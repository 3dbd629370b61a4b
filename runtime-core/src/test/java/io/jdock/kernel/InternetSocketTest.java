package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.InternetSocket.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections inside one machine do not have what they send paced; others have what the machine is set to. */
class InternetSocketTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void whatIsAcceptedOnTheLoopbackInterfaceIsUnpaced(String host) throws Exception {
        InetAddress loopback = InetAddress.getByName(host);
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, () -> "this machine has no " + host);
        try (InternetSocket listener = listener(loopback);
                Socket asking = new Socket(loopback, listener.port())) {
            listener.descriptor().awaitReadable(Duration.ofMinutes(1));

            try (InternetSocket accepted = listener.accept().orElseThrow()) {
                assertThat(KernelSettings.congestionControl(accepted)).isEqualTo("reno");
            }
        }
    }

    @Test
    void aSocketIsUnpacedWhenAskedTo() throws Exception {
        try (InternetSocket socket = InternetSocket.open(Family.IPV4)) {
            assertThat(KernelSettings.congestionControl(socket)).isEqualTo(KernelSettings.congestionControl());

            socket.sendUnpaced();

            assertThat(KernelSettings.congestionControl(socket)).isEqualTo("reno");
        }
    }

    @Test
    void aConnectionToAnAddressOfTheNetworkIsAsTheMachineIsSet() throws Exception {
        InetAddress any = InetAddress.getByName("0.0.0.0");
        try (InternetSocket listener = listener(any);
                Socket asking = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            listener.descriptor().awaitReadable(Duration.ofMinutes(1));

            try (InternetSocket accepted = listener.accept().orElseThrow()) {
                assertThat(KernelSettings.congestionControl(accepted)).isEqualTo(KernelSettings.congestionControl());
            }
        }
    }

    private static InternetSocket listener(InetAddress address) throws KernelException {
        InternetSocket listener = InternetSocket.open(Family.of(address));
        listener.listen(new InetSocketAddress(address, 0));
        return listener;
    }
}
