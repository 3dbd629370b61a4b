package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers every path with the status that the path names, and with the method it was asked by. */
class HttpProbeTest {
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestMethod().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(
                    Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private URI at(int status) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + status);
    }

    private boolean answers(Condition.Http condition) throws IOException {
        return new HttpProbe(condition, condition.address()).answers();
    }

    @Test
    void anAnswerOtherThanAnErrorCounts() throws IOException {
        assertThat(answers(Condition.Http.get(at(200)))).isTrue();
        assertThat(answers(Condition.Http.get(at(404)))).isFalse();
        assertThat(answers(Condition.Http.get(at(500)))).isFalse();
    }

    @Test
    void aStatusMayBeAskedForThatIsAnError() throws IOException {
        assertThat(answers(new Condition.Http(at(401), "GET", 401, 401, Optional.empty(), false)))
                .isTrue();
        assertThat(answers(new Condition.Http(at(200), "GET", 401, 401, Optional.empty(), false)))
                .isFalse();
    }

    @Test
    void whatItSaysIsLookedAtWhateverTheStatus() throws IOException {
        Optional<Pattern> post = Optional.of(Pattern.compile("PO.T"));

        assertThat(answers(new Condition.Http(at(200), "POST", 200, 200, post, false)))
                .isTrue();
        assertThat(answers(new Condition.Http(at(500), "POST", 500, 500, post, false)))
                .isTrue();
        assertThat(answers(new Condition.Http(at(200), "PUT", 200, 200, post, false)))
                .isFalse();
    }

    @Test
    void nobodyThereIsNoAnswer() throws IOException {
        Condition.Http condition = Condition.Http.get(at(200));
        server.stop(0);

        assertThat(answers(condition)).isFalse();
    }
}
