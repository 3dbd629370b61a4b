package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message on its way from one connection to another. */
class SocketBufferTest {
    private final SocketBuffer buffer = new SocketBuffer();
    private InternetSocket socket;
    private Socket peer;

    @BeforeEach
    void connect() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket = InternetSocket.open(InternetSocket.Family.IPV4);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            peer = server.accept();
        }
    }

    @AfterEach
    void close() throws Exception {
        buffer.close();
        socket.close();
        peer.close();
    }

    @Test
    void waitsForNothing() throws Exception {
        assertThat(buffer.receive(socket)).isEqualTo(-1);
    }

    @Test
    void passesAMessageOn() throws Exception {
        peer.getOutputStream().write(new byte[] {1, 2, 3});
        socket.descriptor().awaitReadable(Duration.ofMinutes(1));

        assertThat(buffer.receive(socket)).isEqualTo(3);
        assertThat(buffer.send(socket)).isEmpty();

        assertThat(peer.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    }

    @Test
    void tellsTheEnd() throws Exception {
        peer.shutdownOutput();
        socket.descriptor().awaitReadable(Duration.ofMinutes(1));

        assertThat(buffer.receive(socket)).isZero();
    }

    /** Whoever does not read what comes gets the rest later, to the byte. */
    @Test
    void keepsWhatTheOtherSideDoesNotTake() throws Exception {
        byte[] message = new byte[SocketBuffer.SIZE];
        message[message.length - 1] = 9;
        byte[] rest = {};
        long sent = 0;
        while (rest.length == 0) {
            buffer.put(message);
            rest = buffer.send(socket);
            sent += message.length;
        }

        peer.getInputStream().skipNBytes(sent - rest.length);
        buffer.put(rest);

        assertThat(buffer.send(socket)).isEmpty();
        byte[] last = peer.getInputStream().readNBytes(rest.length);
        assertThat(last).isEqualTo(rest).endsWith(9);
    }
}
