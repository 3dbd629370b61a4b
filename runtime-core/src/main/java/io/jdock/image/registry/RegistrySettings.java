package io.jdock.image.registry;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How registries are reached.
 *
 * @param registries by host and possibly port
 * @param proxies the way out
 * @param proxyAuthorization value of {@code Proxy-Authorization}
 * @param patience how long may pass without an answer or without a byte of it
 * @param retries what is done about failures that pass
 * @param parallel how many layers are transferred at once, 1 or more
 */
public record RegistrySettings(
        Map<String, RegistryAccess> registries,
        ProxySelector proxies,
        Optional<String> proxyAuthorization,
        Duration patience,
        Retries retries,
        int parallel) {
    private static final int PARALLEL = 4;

    public RegistrySettings {
        registries = Map.copyOf(registries);
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + " and must be 1 or more");
        }
    }

    /** Every registry by HTTPS, through the JVM's proxies. */
    public static RegistrySettings usual() {
        return new RegistrySettings(
                Map.of(),
                Optional.ofNullable(ProxySelector.getDefault()).orElseGet(() -> ProxySelector.of(null)),
                Optional.empty(),
                Duration.ofSeconds(60),
                Retries.usual(),
                PARALLEL);
    }

    /** The same with other registries. */
    public RegistrySettings with(Map<String, RegistryAccess> others) {
        return new RegistrySettings(others, proxies, proxyAuthorization, patience, retries, parallel);
    }

    /** The same with another way out. */
    public RegistrySettings through(ProxySelector others, Optional<String> authorization) {
        return new RegistrySettings(registries, others, authorization, patience, retries, parallel);
    }

    /** The same with other patience. */
    public RegistrySettings retrying(Retries others, Duration otherPatience) {
        return new RegistrySettings(registries, proxies, proxyAuthorization, otherPatience, others, parallel);
    }

    RegistryAccess access(String registry) {
        return registries.getOrDefault(registry, RegistryAccess.USUAL);
    }
}
