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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that an image is written to, as containers-transports(5) names it.
 *
 * @param form {@code oci}, {@code oci-archive} or {@code docker-archive}
 * @param file of an archive, or the directory of a layout
 * @param name that the image gets there
 */
record ImageTarget(String form, Path file, Optional<String> name) {
    private static final Pattern GRAMMAR = Pattern.compile("(oci|oci-archive|docker-archive):([^:]+)(?::(.+))?");

    /**
     * Reads the value of a parameter.
     *
     * @param base where relative paths start
     */
    static ImageTarget parse(String parameter, String text, Path base) throws ParameterException {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            throw new ParameterException(
                    parameter,
                    "'" + text + "' must be oci:directory, oci-archive:file or docker-archive:file, and after another"
                            + " colon possibly a name");
        }
        return new ImageTarget(
                parts.group(1), base.resolve(parts.group(2)).normalize(), Optional.ofNullable(parts.group(3)));
    }

    /**
     * Writes an image.
     *
     * @param tags its names in Docker's archives if the target says none; in layouts the first one's tag is
     * @param architecture the image of an index that Docker's archives, which have no indexes, get
     */
    void write(ImageArchiveWriter writer, ContentDescriptor image, List<Reference> tags, String architecture)
            throws IOException {
        switch (form) {
            case "oci" -> writer.writeLayout(file, List.of(named(image, tags)));
            case "oci-archive" -> writer.writeOciArchive(file, List.of(named(image, tags)));
            default -> writer.writeDockerArchive(file, references(image, tags), architecture);
        }
    }

    private NamedImage named(ContentDescriptor image, List<Reference> tags) {
        return new NamedImage(name.or(() -> tags.stream().findFirst().flatMap(Reference::tag)), image);
    }

    /** Whole names: to a short one, Podman adds {@code localhost}, and Docker its own registry. */
    private List<NamedImage> references(ContentDescriptor image, List<Reference> tags) {
        Stream<String> names = name.isPresent() ? name.stream() : tags.stream().map(Reference::toString);
        return names.map(reference -> new NamedImage(Optional.of(reference), image))
                .toList();
    }
}
