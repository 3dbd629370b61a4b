package io.jdock.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A debugger reaches the application, which waits for it. */
class DebugIT {
    private static final byte[] HANDSHAKE = "JDWP-Handshake".getBytes(US_ASCII);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void anApplicationWaitsForADebugger() throws Exception {
        int port = freePort();
        RunningBuild build = MavenBuild.ofExample("hello").start("-q", "compile", "jdock:run", "-Djdock.debug=" + port);

        try (Socket debugger = connect(port)) {
            DataOutputStream out = new DataOutputStream(debugger.getOutputStream());
            out.write(HANDSHAKE);
            out.flush();
            DataInputStream in = new DataInputStream(debugger.getInputStream());
            assertThat(in.readNBytes(HANDSHAKE.length)).isEqualTo(HANDSHAKE);
            resume(out);
            FinishedBuild finished = build.await();

            assertThat(finished.status()).as(finished.output()).isZero();
            assertThat(finished.output()).contains("Hello from inside!");
        }
    }

    /** Java Debug Wire Protocol: length, id, flags, command set VirtualMachine, command Resume. */
    private static void resume(DataOutputStream out) throws IOException {
        out.writeInt(11);
        out.writeInt(1);
        out.writeByte(0);
        out.writeByte(1);
        out.writeByte(9);
        out.flush();
    }

    /** The JVM says nothing that could be waited for before its port is open. */
    private static Socket connect(int port) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return new Socket("localhost", port);
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
