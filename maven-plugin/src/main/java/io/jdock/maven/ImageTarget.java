package io.jdock.maven;

import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.NamedImage;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A file that an image is written to. */
record ImageTarget(ImageFile file) {
    /**
     * Reads the value of a parameter.
     *
     * @param base where relative paths start
     */
    static ImageTarget parse(String parameter, String text, Path base) throws ParameterException {
        return new ImageTarget(ImageFile.parse(parameter, text, base, "a name"));
    }

    /**
     * Writes an image.
     *
     * @param tags its names in Docker's archives if the target says none; in layouts the first one's tag is
     * @param architecture the image of an index that Docker's archives, which have no indexes, get
     */
    void write(ImageArchiveWriter writer, ContentDescriptor image, List<Reference> tags, String architecture)
            throws IOException {
        boolean docker = file.form().equals("docker-archive");
        write(writer, docker ? references(image, tags) : List.of(named(image, tags)), architecture);
    }

    /**
     * Writes several images with their names, or one with the target's.
     *
     * @param parameter for the error
     * @param architecture as above
     */
    void write(String parameter, ImageArchiveWriter writer, List<NamedImage> images, String architecture)
            throws ParameterException, IOException {
        if (file.name().isPresent() && images.size() != 1) {
            throw new ParameterException(
                    parameter, "the name '" + file.name().get() + "' is for one image, and there are " + images.size());
        }
        List<NamedImage> named = file.name().isPresent()
                ? List.of(new NamedImage(file.name(), images.get(0).content()))
                : images;
        write(writer, named, architecture);
    }

    private void write(ImageArchiveWriter writer, List<NamedImage> images, String architecture) throws IOException {
        switch (file.form()) {
            case "oci" -> writer.writeLayout(file.path(), images);
            case "oci-archive" -> writer.writeOciArchive(file.path(), images);
            default -> writer.writeDockerArchive(file.path(), images, architecture);
        }
    }

    private NamedImage named(ContentDescriptor image, List<Reference> tags) {
        return new NamedImage(file.name().or(() -> tags.stream().findFirst().flatMap(Reference::tag)), image);
    }

    /** Whole names: to a short one, Podman adds {@code localhost}, and Docker its own registry. */
    private List<NamedImage> references(ContentDescriptor image, List<Reference> tags) {
        Stream<String> names =
                file.name().isPresent() ? file.name().stream() : tags.stream().map(Reference::toString);
        return names.map(reference -> new NamedImage(Optional.of(reference), image))
                .toList();
    }
}
