package io.jdock.image.registry;

import java.nio.file.Path;
import java.util.List;

/**
 * How one registry is reached where that differs from the usual.
 *
 * @param plainHttp whether without encryption
 * @param certificates files of certificates in PEM that are trusted besides the JVM's own
 * @param mirrors hosts, possibly with port and folder, that are asked before it for what is pulled
 */
public record RegistryAccess(boolean plainHttp, List<Path> certificates, List<String> mirrors) {
    /** By HTTPS, with certificates that everybody trusts. */
    public static final RegistryAccess USUAL = new RegistryAccess(false, List.of(), List.of());

    /** By HTTP: everyone on the way can read and change what is not known by its digest. */
    public static final RegistryAccess PLAIN_HTTP = new RegistryAccess(true, List.of(), List.of());

    public RegistryAccess {
        certificates = List.copyOf(certificates);
        mirrors = List.copyOf(mirrors);
    }
}
