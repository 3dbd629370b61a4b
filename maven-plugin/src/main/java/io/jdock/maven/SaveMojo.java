package io.jdock.maven;

import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.NamedImage;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Writes images of the store to a file, from which {@code jdock:load}, {@code docker load}, {@code podman load} and Skopeo take them.
 * Layers that they share are written once.
 */
@Mojo(name = "save", requiresProject = false, aggregator = true, threadSafe = true)
public final class SaveMojo extends AbstractImageMojo {
    /** Several images instead of {@code image}. */
    @Parameter(property = "jdock.images")
    List<String> images = List.of();

    /**
     * The file: {@code docker-archive:file}, {@code oci-archive:file} or {@code oci:directory}, to which other images may have
     * been written before. A single image may have another name there, after a further colon.
     */
    @Parameter(property = "jdock.target")
    @Nullable
    String target;

    @Parameter(defaultValue = "${basedir}", readonly = true)
    File basedir = new File("");

    @Inject
    SaveMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        if (target == null) {
            throw new ParameterException("target", "say which file to write, such as docker-archive:images.tar");
        }
        ImageTarget file = ImageTarget.parse(
                "target", target, basedir.toPath().toAbsolutePath().normalize());
        List<NamedImage> named = new ArrayList<>();
        for (Reference reference : references()) {
            named.add(new NamedImage(Optional.of(reference.toString()), stored(store, reference)));
        }
        file.write("target", new ImageArchiveWriter(store), named, platform().architecture());
        getLog().info("Saved " + (named.size() == 1 ? "1 image" : named.size() + " images") + " to " + target);
    }

    private List<Reference> references() throws ParameterException, IOException {
        if (images.isEmpty()) {
            return List.of(reference());
        }
        if (image != null) {
            throw new ParameterException("images", "there is image too; add it to images");
        }
        List<Reference> references = new ArrayList<>();
        for (String name : images) {
            references.add(Reference.parse(name));
        }
        return references;
    }
}
