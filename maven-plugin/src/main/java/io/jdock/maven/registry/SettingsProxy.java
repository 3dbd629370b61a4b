package io.jdock.maven.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.settings.Proxy;
import org.jspecify.annotations.Nullable;

/** The active {@code <proxy>} of {@code settings.xml}, its password decrypted. */
final class SettingsProxy extends ProxySelector {
    private final Proxy proxy;
    private final List<Pattern> direct;

    SettingsProxy(Proxy proxy) {
        this.proxy = proxy;
        this.direct = patterns(proxy.getNonProxyHosts());
    }

    /** Hosts with {@code |} in between, and {@code *} at their beginning or end (Maven's "Configuring a proxy"). */
    private static List<Pattern> patterns(@Nullable String hosts) {
        return hosts == null
                ? List.of()
                : Pattern.compile("[|,]")
                        .splitAsStream(hosts)
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .map(host -> Pattern.compile(
                                ("\\Q" + host.toLowerCase(Locale.ROOT) + "\\E").replace("*", "\\E.*\\Q")))
                        .toList();
    }

    @Override
    public List<java.net.Proxy> select(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (direct.stream().anyMatch(pattern -> pattern.matcher(host).matches())) {
            return List.of(java.net.Proxy.NO_PROXY);
        }
        SocketAddress address = InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort());
        return List.of(new java.net.Proxy(java.net.Proxy.Type.HTTP, address));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException problem) {
        // the client says so itself
    }

    /** What the proxy wants to hear, if it asks who one is. */
    Optional<String> authorization() {
        if (proxy.getUsername() == null || proxy.getUsername().isEmpty()) {
            return Optional.empty();
        }
        String secret = proxy.getUsername() + ":" + (proxy.getPassword() == null ? "" : proxy.getPassword());
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
