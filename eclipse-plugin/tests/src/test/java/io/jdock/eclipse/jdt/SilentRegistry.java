package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jdock.eclipse.testing.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A registry that takes a question, and never answers. */
final class SilentRegistry implements AutoCloseable {
    private static final String END_OF_HEADERS = "\r\n\r\n";

    private final ServerSocket server;
    private final CompletableFuture<Question> asked;

    private record Question(String text, Socket line) {}

    private SilentRegistry(ServerSocket server) {
        this.server = server;
        asked = CompletableFuture.supplyAsync(() -> taken(server));
    }

    static SilentRegistry open() throws IOException {
        return new SilentRegistry(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    private static Question taken(ServerSocket server) {
        try {
            Socket line = server.accept();
            StringBuilder text = new StringBuilder();
            while (text.indexOf(END_OF_HEADERS) < 0) {
                int next = line.getInputStream().read();
                if (next < 0) {
                    line.close();
                    throw new IOException("the line was dropped after " + text);
                }
                text.append((char) next);
            }
            return new Question(text.toString(), line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Ends when somebody waits for an answer. */
    CompletableFuture<?> asked() {
        return asked;
    }

    /** Waits until the line is dropped; what was asked before. */
    String question() throws Exception {
        Question question = Workbench.await(asked);
        String more = new String(question.line().getInputStream().readAllBytes(), US_ASCII);
        return question.text() + more;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (asked.isDone() && !asked.isCompletedExceptionally()) {
            asked.join().line().close();
        }
    }
}
