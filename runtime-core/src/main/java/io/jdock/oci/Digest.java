package io.jdock.oci;

import io.jdock.json.JsonValue;
import io.jdock.json.Quote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name of content by what it says: an algorithm and its result (image-spec, descriptor.md, "Digests"). Both parts
 * are safe as names of files.
 *
 * @param algorithm such as {@code sha256}
 * @param encoded 64 lower-case hexadecimal digits of {@code sha256} and {@code blake3}, 128 of {@code sha512}; of other
 *     algorithms letters, digits, {@code =}, {@code _} and {@code -}
 */
public record Digest(String algorithm, String encoded) {
    private static final int MAX_LENGTH = 255; // NAME_MAX, since either part names a file or directory
    private static final int SHA256_DIGITS = 64;
    private static final int SHA512_DIGITS = 128;

    /**
     * @throws IllegalArgumentException if the parts break the grammar
     */
    public Digest {
        if (!areParts(algorithm, encoded)) {
            throw new IllegalArgumentException(Quote.text(algorithm + ":" + encoded) + " is no digest");
        }
    }

    /** By loops: the first regular expressions of a JVM take longer than all digests of an image. */
    private static boolean areParts(String algorithm, String encoded) {
        return algorithm.length() + 1 + encoded.length() <= MAX_LENGTH
                && isAlgorithm(algorithm)
                && switch (algorithm) {
                    case "sha256", "blake3" -> encoded.length() == SHA256_DIGITS && isHexadecimal(encoded);
                    case "sha512" -> encoded.length() == SHA512_DIGITS && isHexadecimal(encoded);
                    default -> isEncoded(encoded); // unregistered algorithms are to be let through
                };
    }

    /** {@code [a-z0-9]+([+._-][a-z0-9]+)*}. */
    private static boolean isAlgorithm(String text) {
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean separates = c == '+' || c == '.' || c == '_' || c == '-';
            if (separates ? !inWord : !isDigit(c) && (c < 'a' || c > 'z')) {
                return false;
            }
            inWord = !separates;
        }
        return inWord;
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** {@code [a-zA-Z0-9=_-]+}. */
    private static boolean isEncoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !isDigit(c) && c != '=' && c != '_' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The digest that a text such as {@code sha256:6c3c...} means, or empty if it is none. */
    public static Optional<Digest> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String algorithm = text.substring(0, colon);
        String encoded = text.substring(colon + 1);
        return areParts(algorithm, encoded) ? Optional.of(new Digest(algorithm, encoded)) : Optional.empty();
    }

    /**
     * The digest whose hash by SHA-256 is known.
     *
     * @param hash its 32 bytes
     */
    public static Digest ofSha256(byte[] hash) {
        return new Digest("sha256", HexFormat.of().formatHex(hash));
    }

    /** The SHA-256 digest of content. */
    public static Digest sha256(byte[] content) {
        return of("sha256", "SHA-256", content);
    }

    /** The SHA-512 digest of content. */
    public static Digest sha512(byte[] content) {
        return of("sha512", "SHA-512", content);
    }

    private static Digest of(String algorithm, String function, byte[] content) {
        return new Digest(algorithm, HexFormat.of().formatHex(Hash.of(function, content)));
    }

    /** Algorithm, colon, result. */
    @Override
    public String toString() {
        return algorithm + ":" + encoded;
    }

    static Digest fromJson(JsonValue json) {
        return parse(json.textOr(""))
                .orElseThrow(() -> json.refuse("a digest such as sha256: with 64 hexadecimal digits"));
    }

    /** By itself, since a JVM that only reads digests loads none of these classes then. */
    private static final class Hash {
        private static byte[] of(String function, byte[] content) {
            try {
                return MessageDigest.getInstance(function).digest(content);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + function, e);
            }
        }
    }
}
