package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with images, as containers-transports(5) names it.
 *
 * @param form {@code oci}, {@code oci-archive} or {@code docker-archive}
 * @param path of an archive, or the directory of a layout
 * @param name of an image in it
 */
record ImageFile(String form, Path path, Optional<String> name) {
    private static final Pattern GRAMMAR = Pattern.compile("(oci|oci-archive|docker-archive):([^:]+)(?::(.+))?");

    /** Whether a text names a file, and not an image by its reference. */
    static boolean isNamedBy(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    /**
     * Reads the value of a parameter.
     *
     * @param base where relative paths start
     * @param named what a name says here, for the error
     */
    static ImageFile parse(String parameter, String text, Path base, String named) throws ParameterException {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            throw new ParameterException(
                    parameter,
                    "'" + text + "' must be oci:directory, oci-archive:file or docker-archive:file, and after another"
                            + " colon possibly " + named);
        }
        return new ImageFile(
                parts.group(1), base.resolve(parts.group(2)).normalize(), Optional.ofNullable(parts.group(3)));
    }
}
