package io.jdock.maven;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An image in an {@link ImageFile}.
 *
 * @param file of an archive, or the directory of a layout
 * @param name of one image of several; empty for the only one
 */
record ImageSource(Path file, String name) {
    /**
     * Reads the value of a parameter.
     *
     * @param base where relative paths start
     */
    static ImageSource parse(String parameter, String text, Path base) throws ParameterException {
        ImageFile file = ImageFile.parse(parameter, text, base, "the name of one image of several");
        return new ImageSource(file.path(), file.name().orElse(""));
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
