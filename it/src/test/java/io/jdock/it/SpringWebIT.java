package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real web application, reached from the host. */
class SpringWebIT {
    @ParameterizedTest
    @EnumSource
    void servesOnTheHostsNetwork(Caller caller) throws Exception {
        int port = freePort();
        RunningBuild build = MavenBuild.ofExample("spring-web")
                .by(caller)
                .start("compile", "jdock:run", "-Djdock.arguments=--server.port=" + port);
        build.awaitOutput("Started WebApplication");

        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        build.signal("INT");

        assertThat(response.body()).contains("\"hostName\":\"spring-web\"", "\"user\":\"root\"");
        assertThat(build.await().output()).contains("Graceful shutdown complete");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
