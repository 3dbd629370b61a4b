package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jdock.eclipse.testing.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A registry that takes a connection, and never answers. */
final class SilentRegistry implements AutoCloseable {
    private final ServerSocket server;
    private final CompletableFuture<Socket> connection;

    private SilentRegistry(ServerSocket server) {
        this.server = server;
        connection = CompletableFuture.supplyAsync(() -> accepted(server));
    }

    static SilentRegistry open() throws IOException {
        return new SilentRegistry(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    private static Socket accepted(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Ends when somebody waits for an answer. */
    CompletableFuture<Socket> asked() {
        return connection;
    }

    /** Waits until the line is dropped; all that was asked before. */
    String question() throws Exception {
        return new String(Workbench.await(connection).getInputStream().readAllBytes(), UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (connection.isDone() && !connection.isCompletedExceptionally()) {
            connection.join().close();
        }
    }
}
