package io.jdock.build;

import io.jdock.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
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
        return new HttpFiles(proxies, proxyAuthorization);
    }
}
