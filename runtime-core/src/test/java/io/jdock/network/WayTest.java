package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.KernelSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WayTest {
    /** 0.0.0.0 leads to this machine as well, and is none of the loopback interface's addresses. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "0.0.0.0, false"})
    void sendsUnpacedOverTheLoopbackInterfaceAlone(String address, boolean unpaced) throws Exception {
        String usual = KernelSettings.congestionControl();
        assumeFalse(usual.equals("reno"), "this machine paces nothing");
        InetAddress host = InetAddress.getByName(address);
        try (ServerSocket server = new ServerSocket(0, 1, host)) {
            Way way = new Way(InternetSocket::open, List.of(new InetSocketAddress(host, server.getLocalPort())));

            try (InternetSocket begun = way.begin(0)) {
                assertThat(KernelSettings.congestionControl(begun)).isEqualTo(unpaced ? "reno" : usual);
            }
        }
    }
}
