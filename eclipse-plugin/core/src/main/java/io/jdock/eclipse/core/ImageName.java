package io.jdock.eclipse.core;

import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.oci.Digest;
import java.util.Map;

/**
 * An image as a user names it.
 *
 * @param plainHttp whether its registry is reached without encryption, which {@code http://} before the name says
 */
public record ImageName(Reference reference, boolean plainHttp) {
    private static final String PLAIN = "http://";

    /** @throws ImageException if the text names no image; the message says why */
    public static ImageName parse(String text) throws ImageException {
        String name = text.strip();
        return name.startsWith(PLAIN)
                ? new ImageName(Reference.parse(name.substring(PLAIN.length())), true)
                : new ImageName(Reference.parse(name), false);
    }

    /** The same name with a digest behind the tag, if it has none yet. */
    ImageName withDigest(Digest digest) throws ImageException {
        return reference.digest().isPresent()
                ? this
                : new ImageName(Reference.parse(reference + "@" + digest), plainHttp);
    }

    /** Another image of the same repository. */
    ImageName withTag(String tag) throws ImageException {
        return new ImageName(
                Reference.parse(reference.registry() + "/" + reference.repository() + ":" + tag), plainHttp);
    }

    /** As people write it; {@link #parse} reads it. */
    @Override
    public String toString() {
        return (plainHttp ? PLAIN : "") + reference.familiar();
    }

    RegistrySettings settings(RegistrySettings usual) {
        return plainHttp ? usual.with(Map.of(reference.registry(), RegistryAccess.PLAIN_HTTP)) : usual;
    }
}
