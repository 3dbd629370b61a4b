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

    /**
     * Reads the value of a parameter that may be the path of a file alone, too.
     *
     * @param base where relative paths start
     */
    static ImageSource parsePath(String parameter, String text, Path base) throws ParameterException {
        return ImageFile.isNamedBy(text)
                ? parse(parameter, text, base)
                : new ImageSource(base.resolve(text).normalize(), "");
    }

    /** Takes the image into a store. */
    ContentDescriptor load(LocalStore store) throws IOException {
        List<ImageArchive.Loaded> wanted = loadAll(store);
        if (wanted.stream().map(ImageArchive.Loaded::content).distinct().count() != 1) {
            throw refuse("there are several images", wanted);
        }
        return wanted.get(0).content();
    }

    /** Takes all images of the file into a store, and returns those that are meant, at least one. */
    List<ImageArchive.Loaded> loadAll(LocalStore store) throws IOException {
        List<ImageArchive.Loaded> all = new ImageArchive(store).load(file);
        List<ImageArchive.Loaded> wanted = name.isEmpty()
                ? all
                : all.stream()
                        .filter(image -> image.name().filter(name::equals).isPresent())
                        .toList();
        if (wanted.isEmpty()) {
            throw refuse("there is no image '" + name + "'", all);
        }
        return wanted;
    }

    private ImageException refuse(String problem, List<ImageArchive.Loaded> there) {
        String names = there.stream()
                .map(image -> image.name().orElse("one without a name"))
                .collect(Collectors.joining(", "));
        return new ImageException(file.toString(), problem, "name one of: " + names);
    }
}
