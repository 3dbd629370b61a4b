package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.Platform;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What images run on, as people write it and as indexes list it (image-spec, image-index.md). */
public final class Platforms {
    private static final String GRAMMAR = "(?:([a-z0-9]+)/)?([a-z0-9_]+)(?:/([a-z0-9]+))?";
    private static final String LINUX = "linux";

    private Platforms() {}

    /** Linux on an architecture, as Go names it. */
    public static Platform linux(String architecture) {
        return new Platform(architecture, LINUX, null, List.of(), null);
    }

    /**
     * Reads {@code os/architecture[/variant]} or an architecture alone, also by the names that the kernel has for it.
     *
     * @throws ImageException if the text is neither
     */
    public static Platform parse(String text) throws ImageException {
        Matcher parts = Pattern.compile(GRAMMAR).matcher(text);
        if (!parts.matches()) {
            throw new ImageException("'" + text + "'", "this is no platform", "say linux/amd64 or linux/arm64/v8");
        }
        String architecture = switch (parts.group(2)) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> parts.group(2);
        };
        String os = parts.group(1) == null ? LINUX : parts.group(1);
        return new Platform(architecture, os, null, List.of(), parts.group(3));
    }

    /** As {@link #parse} reads it. */
    public static String text(@Nullable Platform platform) {
        if (platform == null) {
            return "unknown";
        }
        String variant = platform.variant() == null ? "" : "/" + platform.variant();
        return platform.os() + "/" + platform.architecture() + variant;
    }

    /**
     * The manifest for a platform: the first with the wanted variant, or if none is wanted the first with the usual one.
     *
     * @param of the digest of the index, for errors
     * @throws ImageException if there is none
     */
    public static ContentDescriptor choose(ImageIndex index, Digest of, Platform platform) throws ImageException {
        List<ContentDescriptor> all = index.manifests();
        if (all.size() == 1 && all.get(0).platform() == null) {
            return all.get(0);
        }
        List<ContentDescriptor> fitting = all.stream()
                .filter(manifest -> fits(manifest.platform(), platform))
                .toList();
        String variant = variant(platform);
        Optional<ContentDescriptor> exact = fitting.stream()
                .filter(manifest -> variant(manifest.platform()).equals(variant))
                .findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        if (!fitting.isEmpty() && platform.variant() == null) {
            return fitting.get(0);
        }
        String platforms = all.stream()
                .map(manifest -> text(manifest.platform()))
                .distinct()
                .collect(Collectors.joining(", "));
        throw new ImageException(
                of.toString(),
                "there is no image for " + text(platform),
                platforms.isEmpty() ? "there is none at all" : "there are: " + platforms);
    }

    private static boolean fits(@Nullable Platform offered, Platform wanted) {
        return offered != null
                && offered.os().equals(wanted.os())
                && offered.architecture().equals(wanted.architecture());
    }

    /** The one that is meant where none is said (containerd, {@code platforms.Normalize}). */
    private static String variant(@Nullable Platform platform) {
        if (platform == null || platform.variant() == null) {
            return platform != null && platform.architecture().equals("arm64") ? "v8" : "";
        }
        return platform.variant();
    }
}
