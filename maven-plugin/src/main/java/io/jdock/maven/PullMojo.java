package io.jdock.maven;

import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Fetches an image from its registry into the store: what of it is not there yet. */
@Mojo(name = "pull", requiresProject = false, aggregator = true, threadSafe = true)
public final class PullMojo extends AbstractImageMojo {
    @Inject
    PullMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException, InterruptedException {
        registries().pull(store, reference(), platform());
    }
}
