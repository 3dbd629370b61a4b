package io.jdock.maven;

import io.jdock.image.ArchiveLayers;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.WrittenLayer;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Makes an image of one layer from a tar archive of a root file system, plain or packed with gzip or zstd, such as
 * {@code jdock:export}, {@code docker export} or mmdebstrap write it. It says nothing about what runs in it: {@code jdock:run} is told so by
 * {@code command}.
 */
@Mojo(name = "import", requiresProject = false, aggregator = true, threadSafe = true)
public final class ImportMojo extends AbstractImageMojo {
    /** The archive. */
    @Parameter(property = "jdock.file")
    @Nullable
    File file;

    @Inject
    ImportMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    /** The time is the archive's, so that the same one is the same image again. */
    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        if (file == null) {
            throw new ParameterException("file", "say which archive has the root file system");
        }
        String name = nameForNew().toString();
        WrittenLayer layer = new ArchiveLayers(store).take(file.toPath());
        ContentDescriptor made = new ImageWriter(store)
                .write(
                        new ImageDraft(
                                Optional.empty(),
                                platform(),
                                List.of(new ImageDraft.Step(layer, "jdock: import of " + file.getName())),
                                ImageConfig.NONE,
                                Files.getLastModifiedTime(file.toPath()).toInstant(),
                                Map.of()),
                        ImageForm.OCI);
        store.tag(name, made);
        getLog().info("Imported " + reference().familiar() + ": " + made.digest());
    }
}
