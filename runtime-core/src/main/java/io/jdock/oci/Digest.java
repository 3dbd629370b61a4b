package io.jdock.oci;

import io.jdock.json.JsonValue;
import io.jdock.json.Quote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of content by what it says: an algorithm and its result (image-spec, descriptor.md, "Digests"). Both parts
 * are safe as names of files.
 *
 * @param algorithm such as {@code sha256}
 * @param encoded 64 lower-case hexadecimal digits of {@code sha256} and {@code blake3}, 128 of {@code sha512}; of other
 *     algorithms letters, digits, {@code =}, {@code _} and {@code -}
 */
public record Digest(String algorithm, String encoded) {
    private static final Pattern GRAMMAR = Pattern.compile("([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)");
    private static final Pattern HEXADECIMAL = Pattern.compile("[a-f0-9]+");
    private static final int MAX_LENGTH = 255; // NAME_MAX, since either part names a file or directory

    /**
     * @throws IllegalArgumentException if the parts break the grammar
     */
    public Digest {
        String text = algorithm + ":" + encoded;
        if (parts(text).filter(parts -> parts.group(1).equals(algorithm)).isEmpty()) {
            throw new IllegalArgumentException(Quote.text(text) + " is no digest");
        }
    }

    private static Optional<Matcher> parts(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        return text.length() <= MAX_LENGTH && parts.matches() && fits(parts.group(1), parts.group(2))
                ? Optional.of(parts)
                : Optional.empty();
    }

    private static boolean fits(String algorithm, String encoded) {
        return switch (algorithm) {
            case "sha256", "blake3" ->
                encoded.length() == 64 && HEXADECIMAL.matcher(encoded).matches();
            case "sha512" ->
                encoded.length() == 128 && HEXADECIMAL.matcher(encoded).matches();
            default -> true; // unregistered algorithms are to be let through
        };
    }

    /** The digest that a text such as {@code sha256:6c3c...} means, or empty if it is none. */
    public static Optional<Digest> parse(String text) {
        return parts(text).map(parts -> new Digest(parts.group(1), parts.group(2)));
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
        try {
            byte[] hash = MessageDigest.getInstance(function).digest(content);
            return new Digest(algorithm, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + function, e);
        }
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
}
