package io.jdock.image;

import io.jdock.kernel.FastSha256;
import io.jdock.oci.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether bytes that come one after the other are the content that a digest and a size promise. */
final class Verification {
    private final Digest expected;
    private final long size;
    private final MessageDigest hash;
    private long seen;

    /**
     * @throws ImageException if the digest's algorithm is not known
     */
    Verification(Digest expected, long size) throws ImageException {
        this.expected = expected;
        this.size = size;
        this.hash = hash(expected, size);
    }

    /**
     * The function of a digest's algorithm.
     *
     * @param size in bytes of what it will see, about
     */
    static MessageDigest hash(Digest digest, long size) throws ImageException {
        return switch (digest.algorithm()) {
            case "sha256" -> sha256(size);
            case "sha512" -> function("SHA-512");
            default ->
                throw new ImageException(
                        digest.toString(),
                        "content by " + digest.algorithm() + " cannot be verified",
                        "only sha256 and sha512 can");
        };
    }

    /**
     * The function for content whose digest is not known yet.
     *
     * @param size in bytes of what it will see, about
     */
    static MessageDigest sha256(long size) {
        return FastSha256.make(size).orElseGet(() -> function("SHA-256"));
    }

    private static MessageDigest function(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    long seen() {
        return seen;
    }

    void restart() {
        hash.reset();
        seen = 0;
    }

    /** Takes bytes, and refuses them as soon as they are too many: an endless source must not fill the disk. */
    void update(byte[] bytes, int offset, int length) throws ImageException {
        if (length > size - seen) {
            throw new ImageException(expected.toString(), "there are more than the " + size + " bytes promised", null);
        }
        hash.update(bytes, offset, length);
        seen += length;
    }

    /** To be called once, at the end. */
    void finish() throws ImageException {
        if (seen != size) {
            throw new ImageException(
                    expected.toString(), "there are " + seen + " bytes instead of the " + size + " promised", null);
        }
        require(expected, hash);
    }

    /** Refuses content that the function has seen if it is another than a digest promises. */
    static void require(Digest expected, MessageDigest hash) throws ImageException {
        String actual = HexFormat.of().formatHex(hash.digest());
        if (!actual.equals(expected.encoded())) {
            throw new ImageException(
                    expected.toString(), "the content has the digest " + expected.algorithm() + ":" + actual, null);
        }
    }
}
