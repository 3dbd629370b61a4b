package io.jdock.eclipse.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image in a file, as containers-transports(5) names it.
 *
 * @param path of an archive, or of the directory of a layout
 * @param name of one image of several; empty for the only one
 */
public record ImageFile(String path, String name) {
    private static final String TRANSPORT = "(?:oci|oci-archive|docker-archive):";
    private static final Pattern GRAMMAR = Pattern.compile(TRANSPORT + "(/[^:]*)(?::(.+))?");
    private static final Pattern BEGINNING = Pattern.compile(TRANSPORT);

    /** Empty if the text is none, or its path is not absolute. */
    static Optional<ImageFile> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        return parts.matches()
                ? Optional.of(new ImageFile(parts.group(1), parts.group(2) == null ? "" : parts.group(2)))
                : Optional.empty();
    }

    /** Whether a text that may be none begins like one, and so is no name of an image at a registry. */
    public static boolean isMeant(String text) {
        return BEGINNING.matcher(text).lookingAt();
    }
}
