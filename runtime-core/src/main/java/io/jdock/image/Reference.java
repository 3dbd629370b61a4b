package io.jdock.image;

import io.jdock.oci.Digest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image as Docker reads it: {@code [registry/]repository[:tag][@digest]} (distribution-spec, "Pulling
 * manifests"; the grammar of {@code github.com/distribution/reference}). What is left out is Docker's default: the
 * registry {@code docker.io}, its folder {@code library}, and the tag {@code latest} where there is no digest either.
 *
 * <p>The first component is a registry if it has a dot or a colon, is {@code localhost}, or has an upper-case letter, which no
 * repository may have.
 */
public final class Reference {
    /** The registry of names that say none. */
    public static final String DEFAULT_REGISTRY = "docker.io";

    /** The tag of names that say neither tag nor digest. */
    public static final String DEFAULT_TAG = "latest";

    private static final String LEGACY_REGISTRY = "index.docker.io";
    private static final String LIBRARY = "library/";

    private final String registry;
    private final String repository;
    private final @Nullable String tag;
    private final @Nullable Digest digest;

    private Reference(String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
        this.registry = registry;
        this.repository = repository;
        this.tag = tag;
        this.digest = digest;
    }

    /**
     * Reads a name.
     *
     * @throws ImageException if it is malformed, with the position, counted from 1, and the reason
     */
    public static Reference parse(String text) throws ImageException {
        return new ReferenceParser(text).parse();
    }

    /** Whether a text can be a tag. */
    public static boolean isTag(String text) {
        return ReferenceParser.isTag(text);
    }

    /** Adds what the name leaves out. The parts were checked. */
    static Reference of(@Nullable String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
        String host = registry == null || registry.equals(LEGACY_REGISTRY) ? DEFAULT_REGISTRY : registry;
        boolean official = host.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0;
        return new Reference(
                host,
                official ? LIBRARY + repository : repository,
                tag == null && digest == null ? DEFAULT_TAG : tag,
                digest);
    }

    /** Host and, if it is said, port: {@code docker.io}, {@code localhost:5000}, {@code [::1]:5000}. */
    public String registry() {
        return registry;
    }

    /** The path at the registry, such as {@code library/debian}. */
    public String repository() {
        return repository;
    }

    /** The tag, which only is absent where there is a digest. */
    public Optional<String> tag() {
        return Optional.ofNullable(tag);
    }

    /** The digest, which wins over the tag. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** What a registry is asked for: the digest if there is one, else the tag. */
    public String selector() {
        return digest != null ? digest.toString() : Objects.requireNonNull(tag, "one of both is there");
    }

    /** The same repository with a digest instead of a tag. */
    public Reference withDigest(Digest other) {
        return new Reference(registry, repository, null, other);
    }

    /** The shortest text that {@link #parse} reads as this name, apart from the tag, which is always written. */
    public String familiar() {
        if (!registry.equals(DEFAULT_REGISTRY)) {
            return toString();
        }
        boolean official = repository.startsWith(LIBRARY) && repository.indexOf('/', LIBRARY.length()) < 0;
        String path = official ? repository.substring(LIBRARY.length()) : repository;
        // As docker.io/localhost/x must not become localhost/x, which is another name.
        return (startsWithRegistry(path) ? registry + "/" : "") + path + suffix();
    }

    private static boolean startsWithRegistry(String path) {
        int slash = path.indexOf('/');
        return slash > 0 && ReferenceParser.isRegistry(path.substring(0, slash));
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** The canonical text: everything is said. {@link #parse} reads it as this name. */
    @Override
    public String toString() {
        return registry + "/" + repository + suffix();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reference reference && reference.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
