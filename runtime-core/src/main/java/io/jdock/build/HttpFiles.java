package io.jdock.build;

import io.jdock.image.ImageException;
import io.jdock.image.registry.OwnedClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Files of servers of HTTP. Each has a client of its own, which ends with it: few Dockerfiles add more than one.
 *
 * @param proxyAuthorization what proxies are told about who asks
 */
record HttpFiles(ProxySelector proxies, Optional<String> proxyAuthorization) implements RemoteFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    /** A file that is being fetched. */
    private static final class Body extends FilterInputStream {
        private final OwnedClient client;

        Body(InputStream body, OwnedClient client) {
            super(body);
            this.client = client;
        }

        @Override
        public void close() throws IOException {
            try (client) {
                super.close();
            }
        }
    }

    @Override
    public InputStream open(URI address) throws IOException, InterruptedException {
        OwnedClient client = new OwnedClient(HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(proxies)
                .connectTimeout(PATIENCE));
        try {
            return new Body(body(client.client(), address), client);
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private InputStream body(HttpClient client, URI address) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "jdock");
        proxyAuthorization.ifPresent(text -> request.header("Proxy-Authorization", text));
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != OK) {
            response.body().close();
            throw new ImageException(
                    address.toString(), "the server answers with status " + response.statusCode(), null);
        }
        return response.body();
    }
}
