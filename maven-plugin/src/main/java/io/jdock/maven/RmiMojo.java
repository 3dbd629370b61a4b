package io.jdock.maven;

import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Takes the name of an image away. What nothing else needs then goes with {@code jdock:prune}. */
@Mojo(name = "rmi", requiresProject = false, aggregator = true, threadSafe = true)
public final class RmiMojo extends AbstractImageMojo {
    @Inject
    RmiMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        stored(store);
        store.untag(reference().toString());
        getLog().info("Removed the name " + reference().familiar());
    }
}
