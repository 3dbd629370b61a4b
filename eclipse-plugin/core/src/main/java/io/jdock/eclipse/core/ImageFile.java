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
record ImageFile(String path, String name) {
    private static final Pattern GRAMMAR = Pattern.compile("(?:oci|oci-archive|docker-archive):(/[^:]*)(?::(.+))?");

    /** Empty if the text is none, or its path is not absolute. */
    static Optional<ImageFile> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        return parts.matches()
                ? Optional.of(new ImageFile(parts.group(1), parts.group(2) == null ? "" : parts.group(2)))
                : Optional.empty();
    }
}
