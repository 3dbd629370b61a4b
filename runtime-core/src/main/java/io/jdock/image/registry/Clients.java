package io.jdock.image.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one registry. To make encryption ready takes the JDK several times as long as to ask the first question, so one that speaks
 * plain HTTP does without it, until it sends its clients to a server that does not. Safe for use by several threads.
 */
final class Clients implements AutoCloseable {
    private final RegistrySettings settings;
    private final Optional<SSLContext> certificates;
    private @Nullable OwnedClient plain; // guarded by this
    private @Nullable OwnedClient secure; // guarded by this

    /**
     * @throws io.jdock.image.ImageException if a certificate that shall be trusted cannot be read
     */
    Clients(RegistryAccess access, RegistrySettings settings) throws IOException {
        this.settings = settings;
        this.certificates = access.certificates().isEmpty()
                ? Optional.empty()
                : Optional.of(TrustedCertificates.context(access.certificates()));
    }

    /** The one for an address of HTTP or HTTPS. */
    synchronized HttpClient of(URI uri) throws IOException, InterruptedException {
        return (uri.getScheme().equalsIgnoreCase("http") ? plain() : secure()).client();
    }

    @Override
    public synchronized void close() {
        try (OwnedClient first = plain;
                OwnedClient second = secure) {
            plain = null;
            secure = null;
        }
    }

    /** Without encryption nothing takes long of what its one thread does, which then need not take turns with others at each piece. */
    private synchronized OwnedClient plain() throws IOException, InterruptedException {
        OwnedClient made = plain;
        if (made == null) {
            made = new OwnedClient(builder()
                    .executor(Runnable::run)
                    .sslContext(new NoEncryption())
                    .sslParameters(new SSLParameters()));
            plain = made;
        }
        return made;
    }

    private synchronized OwnedClient secure() throws IOException, InterruptedException {
        OwnedClient made = secure;
        if (made == null) {
            HttpClient.Builder builder = builder();
            certificates.ifPresent(builder::sslContext);
            made = new OwnedClient(builder);
            secure = made;
        }
        return made;
    }

    /** Several connections of HTTP/1.1: layers do not wait for each other, nor for a window that they share. */
    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(settings.proxies())
                .connectTimeout(settings.patience());
    }
}
