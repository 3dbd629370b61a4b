package io.jdock.maven;

import io.jdock.container.Commits;
import io.jdock.container.ContainerImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.service.BackgroundService;
import io.jdock.service.Service;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Makes an image of a container that {@code jdock:start} has started in one, such as a database after its tables were made: what it has changed in
 * its image becomes a further layer. Volumes and other mounts are not in it. The container is paused meanwhile if it has limits, and goes on then.
 */
@Mojo(name = "commit", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class CommitMojo extends AbstractServiceMojo {
    /** The name of the new image in the store. */
    @Parameter(property = "jdock.tag")
    @Nullable
    String tag;

    @Override
    void carryOut(BackgroundService background) throws ParameterException, IOException, MojoFailureException {
        if (!(background instanceof Service service)) {
            throw new MojoFailureException(alias + " is detached, and only a container of this build can be committed");
        }
        commit(service, name(), LocalStore.openOfCaller());
    }

    void commit(Service service, Reference name, LocalStore store) throws IOException, MojoFailureException {
        Optional<ContainerImage> image = service.image();
        if (image.isEmpty()) {
            throw new MojoFailureException(
                    service.alias() + " does not run in an image, so there is nothing to put its changes on");
        }
        if (service.exitStatus().isPresent()) {
            throw new MojoFailureException(service.alias() + " has ended, and its changes are gone");
        }
        ContentDescriptor committed = new Commits(store)
                .commit(
                        service.container(),
                        image.get(),
                        Instant.now(),
                        note -> getLog().warn(service.alias() + ": " + note));
        store.tag(name.toString(), committed);
        getLog().info("Committed " + service.alias() + " as " + name.familiar() + ": " + committed.digest());
    }

    private Reference name() throws ParameterException, IOException {
        if (tag == null) {
            throw new ParameterException("tag", "say the name of the new image, such as shop-database:1");
        }
        Reference name = Reference.parse(tag);
        if (name.digest().isPresent()) {
            throw new ParameterException("tag", "a digest cannot be given, for the image has its own");
        }
        return name;
    }
}
