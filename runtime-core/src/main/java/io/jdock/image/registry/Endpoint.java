package io.jdock.image.registry;

import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import java.net.URI;
import java.util.Optional;

/**
 * A server that has a repository.
 *
 * @param registry the name that the server goes by, for settings, credentials and errors
 * @param base scheme, host and port
 * @param repository the path there
 */
record Endpoint(String registry, URI base, String repository) {
    /** Where the registry that goes by {@link Reference#DEFAULT_REGISTRY} really is. */
    private static final String DOCKER_HUB = "registry-1.docker.io";

    /** The registry that an image's name has. */
    static Endpoint of(Reference reference, RegistrySettings settings) {
        String host = reference.registry().equals(Reference.DEFAULT_REGISTRY) ? DOCKER_HUB : reference.registry();
        return new Endpoint(
                reference.registry(), base(host, settings.access(reference.registry())), reference.repository());
    }

    /**
     * A mirror of it, which has the same repositories, possibly in a folder.
     *
     * @throws ImageException if the text is not host, possibly port, and possibly folder
     */
    static Endpoint ofMirror(String mirror, Reference reference, RegistrySettings settings) throws ImageException {
        int slash = mirror.indexOf('/');
        String host = slash < 0 ? mirror : mirror.substring(0, slash);
        String folder = slash < 0 ? "" : mirror.substring(slash + 1) + "/";
        try {
            // A host without a dot or a port would be a folder of the default registry otherwise.
            Reference.parse(host + (host.contains(".") || host.contains(":") ? "" : ":443") + "/" + folder + "x");
        } catch (ImageException e) {
            throw new ImageException(
                    mirror, "this is no mirror of " + reference.registry(), "say host[:port][/folder]", e);
        }
        return new Endpoint(host, base(host, settings.access(host)), folder + reference.repository());
    }

    private static URI base(String host, RegistryAccess access) {
        return URI.create((access.plainHttp() ? "http://" : "https://") + host);
    }

    /** An address of the repository, such as that of {@code /manifests/latest}. */
    URI resource(String path) {
        return base.resolve("/v2/" + repository + path);
    }

    Redirects redirects(Redirects.Resolver resolver) {
        return new Redirects(base, resolver);
    }

    /** What errors are about. */
    String subject(Optional<String> selector) {
        return registry + "/" + repository
                + selector.map(text -> (text.contains(":") ? "@" : ":") + text).orElse("");
    }
}
