package io.jdock.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jdock.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code ADD} fetches by HTTP. */
class RemoteFilesTest {
    private static final int PATIENCE_MILLIS = 60_000;

    private final RemoteFiles files = RemoteFiles.byHttp(HttpClient.Builder.NO_PROXY, Optional.empty());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/there", exchange -> {
            byte[] body = "a file".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @Test
    void aFileIsThatOfTheServer() throws Exception {
        try (InputStream file = files.open(address("/there"))) {
            assertThat(file).hasContent("a file");
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> files.open(address("/elsewhere")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("/elsewhere: the server answers with status 404");
    }

    /** A JVM that ends would wait for it. */
    @Test
    void noThreadIsLeft() throws Exception {
        List<Thread> before = threadsOfClients();
        List<Thread> own;
        try (InputStream file = files.open(address("/there"))) {
            own = threadsOfClients();
            assertThat(file).hasContent("a file");
        }
        own.removeAll(before);

        assertThat(own).isNotEmpty();
        for (Thread thread : own) {
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static List<Thread> threadsOfClients() {
        return new ArrayList<>(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient"))
                .toList());
    }
}
