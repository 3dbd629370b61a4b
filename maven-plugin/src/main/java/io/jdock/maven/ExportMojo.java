package io.jdock.maven;

import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.RootArchive;
import io.jdock.maven.value.ParameterException;
import java.io.File;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the root file system of an image as a tar archive, with the owners, devices and attributes that the image says. Nothing
 * has to run, and no right is needed.
 */
@Mojo(name = "export", requiresProject = false, aggregator = true, threadSafe = true)
public final class ExportMojo extends AbstractImageMojo {
    /** The archive. */
    @Parameter(property = "jdock.file")
    @Nullable
    File file;

    @Inject
    ExportMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        if (file == null) {
            throw new ParameterException("file", "say which archive to write");
        }
        LocalImage exported = store.image(stored(store), platform());
        new RootArchive(store).write(exported.layers(), file.toPath());
        getLog().info("Exported " + reference().familiar() + " to " + file);
    }
}
