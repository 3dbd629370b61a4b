package io.jdock.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
            resume(new DataOutputStream(debugger.getOutputStream()));
            FinishedBuild finished = build.await();

            assertThat(finished.status()).as(finished.output()).isZero();
            assertThat(finished.output()).contains("Hello from inside!");
        }
    }

    @Test
    void aTestJvmWaitsForADebugger() throws Exception {
        int port = freePort();
        RunningBuild build = MavenBuild.of("forks")
                .with("OF_CALLER", "from Maven's caller")
                .start(
                        "test",
                        "-Dtest=EnvironmentTest",
                        "-Djdock.environmentVariables.OF_JDOCK=from jdock",
                        "-DargLine=\"-Dof.argLine=from argLine\"",
                        "-Dmaven.surefire.debug=-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=" + port);

        try (Socket debugger = connect(port)) {
            resume(new DataOutputStream(debugger.getOutputStream()));
            FinishedBuild finished = build.await();

            assertThat(finished.output()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
            assertThat(finished.status()).isZero();
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

    /**
     * Returns when the JVM has shaken hands: it says nothing that could be waited for before its port is open, and until then a
     * published port resets connections.
     */
    private static Socket connect(int port) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return shakeHands(new Socket("localhost", port));
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static Socket shakeHands(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(HANDSHAKE);
            if (Arrays.equals(socket.getInputStream().readNBytes(HANDSHAKE.length), HANDSHAKE)) {
                return socket;
            }
            throw new IOException("the connection has ended");
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
