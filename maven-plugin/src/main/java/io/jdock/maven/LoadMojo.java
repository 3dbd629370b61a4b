package io.jdock.maven;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Takes the images of a file into the store: a directory or an archive, as an OCI image layout or as {@code docker save} writes
 * it. They get the names that the file has for them; a single one that has none gets that of {@code image}.
 */
@Mojo(name = "load", requiresProject = false, aggregator = true, threadSafe = true)
public final class LoadMojo extends AbstractImageMojo {
    /**
     * The directory or archive: its path, or {@code docker-archive:file}, {@code oci-archive:file} or {@code oci:directory}, with the name
     * of one image of several after a further colon if need be. Relative ones are meant from the project's directory.
     */
    @Parameter(property = "jdock.file")
    @Nullable
    String file;

    @Parameter(defaultValue = "${basedir}", readonly = true)
    File basedir = new File("");

    @Inject
    LoadMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        if (file == null) {
            throw new ParameterException("file", "say which directory or archive has the images");
        }
        List<ImageArchive.Loaded> images = ImageSource.parsePath(
                        "file", file, basedir.toPath().toAbsolutePath().normalize())
                .loadAll(store);
        if (image != null && images.size() != 1) {
            throw new ParameterException(
                    "image", "there are " + images.size() + " images, and a name stands for one; leave it out");
        }
        for (ImageArchive.Loaded loaded : images) {
            Optional<Reference> name =
                    image == null ? loaded.name().flatMap(LoadMojo::reference) : Optional.of(reference());
            if (name.isPresent()) {
                store.tag(name.get().toString(), loaded.content());
            }
            getLog().info("Loaded "
                    + name.map(Reference::familiar)
                            .orElse("an image without a name, which jdock.image would give it: "
                                    + loaded.content().digest()));
        }
    }

    /** A tag alone, as layouts mostly have it, is no name. */
    private static Optional<Reference> reference(String name) {
        try {
            return name.contains(":") ? Optional.of(Reference.parse(name)) : Optional.empty();
        } catch (ImageException e) {
            return Optional.empty();
        }
    }
}
