package io.jdock.build;

import io.jdock.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Where files come from that {@code ADD} names by an address. What comes is checked by who asks. */
@FunctionalInterface
public interface RemoteFiles {
    /**
     * Begins to fetch a file.
     *
     * @param address of HTTP or HTTPS
     * @throws ImageException if it is not to be had
     */
    InputStream open(URI address) throws IOException, InterruptedException;

    /**
     * Those that this machine can fetch.
     *
     * @param proxyAuthorization what proxies are told about who asks
     */
    static RemoteFiles byHttp(ProxySelector proxies, Optional<String> proxyAuthorization) {
        return address -> {
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .proxy(proxies)
                    .connectTimeout(Duration.ofSeconds(30))
                    .build();
            HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "jdock");
            proxyAuthorization.ifPresent(text -> request.header("Proxy-Authorization", text));
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new ImageException(
                        address.toString(), "the server answers with status " + response.statusCode(), null);
            }
            return response.body();
        };
    }
}
