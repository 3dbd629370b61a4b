package io.jdock.maven;

import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Sends an image of the store to the registry that its name says: what of it is not there yet. */
@Mojo(name = "push", requiresProject = false, aggregator = true, threadSafe = true)
public final class PushMojo extends AbstractImageMojo {
    @Inject
    PushMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException, InterruptedException {
        registries().push(store, stored(store), reference(), platform());
    }
}
