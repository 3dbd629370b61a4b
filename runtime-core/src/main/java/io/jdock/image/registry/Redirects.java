package io.jdock.image.registry;

import io.jdock.image.ImageException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a registry may send its clients: to HTTPS, and to HTTP only if it is reached that way itself. Not to this machine, whose
 * own services trust those who come from it, unless the registry is there too.
 */
final class Redirects {
    private final URI registry;
    private final Resolver resolver;

    /** Looks up addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    Redirects(URI registry, Resolver resolver) {
        this.registry = registry;
        this.resolver = resolver;
    }

    /**
     * The address that a location means.
     *
     * @param current the address that was asked
     * @throws ImageException if it must not be followed
     */
    URI follow(URI current, String location) throws ImageException {
        URI target;
        try {
            target = current.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw refuse(location, "which is no address");
        }
        return require(target);
    }

    /**
     * Checks an address that the registry named.
     *
     * @throws ImageException if it must not be asked
     */
    URI require(URI target) throws ImageException {
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https")
                && !(scheme.equals("http") && registry.getScheme().equals("http"))) {
            throw refuse(target.toString(), "and it must be https");
        }
        String host = target.getHost();
        if (host == null || target.getRawUserInfo() != null) {
            throw refuse(target.toString(), "which names no host, or a user besides");
        }
        if (!sameHost(target) && isThisMachine(host) && !isThisMachine(registry.getHost())) {
            throw refuse(target.toString(), "which is this machine itself");
        }
        return target;
    }

    private boolean sameHost(URI target) {
        return target.getHost().equalsIgnoreCase(registry.getHost());
    }

    private boolean isThisMachine(String host) {
        try {
            for (InetAddress address : resolver.resolve(host)) {
                if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false; // a proxy may know it
        }
    }

    /** Whether two addresses are of the same server, which may be told the same secrets (RFC 6454). */
    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && Objects.equals(
                        Optional.ofNullable(one.getHost()).map(host -> host.toLowerCase(Locale.ROOT)),
                        Optional.ofNullable(other.getHost()).map(host -> host.toLowerCase(Locale.ROOT)))
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private ImageException refuse(String target, String reason) {
        return new ImageException(
                registry.getAuthority(),
                "the registry points to " + Answer.printable(target) + ", " + reason,
                "this is refused");
    }
}
