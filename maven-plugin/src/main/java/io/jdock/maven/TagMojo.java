package io.jdock.maven;

import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Gives an image of the store a further name. */
@Mojo(name = "tag", requiresProject = false, aggregator = true, threadSafe = true)
public final class TagMojo extends AbstractImageMojo {
    /** The further name. */
    @Parameter(property = "jdock.tag")
    private @Nullable String tag;

    @Inject
    TagMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        if (tag == null) {
            throw new ParameterException("tag", "say the further name, such as registry.example.org/shop:1");
        }
        Reference name = Reference.parse(tag);
        if (name.digest().isPresent()) {
            throw new ParameterException("tag", "a digest cannot be given, for the image has its own");
        }
        store.tag(name.toString(), stored(store));
        getLog().info("Tagged " + reference().familiar() + " as " + name.familiar());
    }
}
