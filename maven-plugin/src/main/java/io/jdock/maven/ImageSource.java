package io.jdock.maven;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An image in a file, as containers-transports(5) names it.
 *
 * @param file of an archive, or the directory of a layout
 * @param name of one image of several; empty for the only one
 */
record ImageSource(Path file, String name) {
    private static final Pattern GRAMMAR = Pattern.compile("(oci|oci-archive|docker-archive):([^:]+)(?::(.+))?");

    /**
     * Reads the value of a parameter.
     *
     * @param base where relative paths start
     */
    static ImageSource parse(String parameter, String text, Path base) throws ParameterException {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            throw new ParameterException(
                    parameter,
                    "'" + text + "' must be oci:directory, oci-archive:file or docker-archive:file, and after another"
                            + " colon possibly the name of one image of several");
        }
        return new ImageSource(base.resolve(parts.group(2)).normalize(), parts.group(3) == null ? "" : parts.group(3));
    }

    /** Whether a text names a file, and not an image by its reference. */
    static boolean isFile(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    /** Takes the image into a store. */
    ContentDescriptor load(LocalStore store) throws IOException {
        List<ImageArchive.Loaded> all = new ImageArchive(store).load(file);
        List<ImageArchive.Loaded> wanted = name.isEmpty()
                ? all
                : all.stream()
                        .filter(image -> image.name().filter(name::equals).isPresent())
                        .toList();
        if (wanted.stream().map(ImageArchive.Loaded::content).distinct().count() != 1) {
            String names = all.stream()
                    .map(image -> image.name().orElse("one without a name"))
                    .collect(Collectors.joining(", "));
            throw new ImageException(
                    file.toString(),
                    wanted.isEmpty() ? "there is no image '" + name + "'" : "there are several images",
                    "name one of: " + names);
        }
        return wanted.get(0).content();
    }
}
