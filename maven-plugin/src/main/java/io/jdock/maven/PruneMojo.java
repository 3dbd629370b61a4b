package io.jdock.maven;

import io.jdock.container.ByteSize;
import io.jdock.container.Images;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.image.BuildCaches;
import io.jdock.image.LocalStore;
import io.jdock.image.Pruning;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.TimeSpan;
import java.io.IOException;
import java.time.Duration;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Frees the space of images that have no name any more and that no container uses. */
@Mojo(name = "prune", requiresProject = false, aggregator = true, threadSafe = true)
public final class PruneMojo extends AbstractImageMojo {
    /** What is younger stays, such as {@code 1h}: another build may be about to use it. */
    @Parameter(property = "jdock.age", defaultValue = "1h")
    private String age = "1h";

    /** Whether what {@code RUN --mount=type=cache} of Dockerfiles keeps goes as well. */
    @Parameter(property = "jdock.caches", defaultValue = "false")
    private boolean caches;

    @Inject
    PruneMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        Duration young = TimeSpan.parse("age", age);
        HostFacts host = HostProbe.probe();
        Pruning.Freed freed = Images.prune(host, store, young);
        getLog().info("Freed " + ByteSize.describe(freed.bytes()) + ": " + freed.layers() + " unpacked layers and "
                + freed.contents() + " other parts of images");
        if (caches) {
            getLog().info("Freed " + ByteSize.describe(Images.pruneCaches(host, store, young))
                    + " of caches of builds");
        } else {
            long size = new BuildCaches(store).size();
            if (size > 0) {
                getLog().info("Caches of builds take " + ByteSize.describe(size) + "; -Djdock.caches frees that too");
            }
        }
    }
}
