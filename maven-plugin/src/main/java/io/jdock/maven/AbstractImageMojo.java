package io.jdock.maven;

import io.jdock.container.Images;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.maven.registry.Registries;
import io.jdock.maven.registry.Registry;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What goals share that deal with the images of the store. None of them needs a project. */
public abstract class AbstractImageMojo extends AbstractMojo {
    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    /** The image, as {@code [registry/]repository[:tag][@digest]}, such as {@code eclipse-temurin:21-jre}. */
    @Parameter(property = "jdock.image")
    @Nullable
    String image;

    /** What the image runs on, such as {@code linux/arm64}. Without it: this machine. */
    @Parameter(property = "jdock.platform")
    @Nullable
    String platform;

    /**
     * Registries that are reached otherwise than by HTTPS: a {@code <registry>} for each, with its {@code name}, and with
     * {@code plainHttp}, {@code certificates} or {@code mirrors}. On the command line: {@code http://host:port}.
     */
    @Parameter(property = "jdock.registries")
    List<Registry> registries = List.of();

    private final SettingsDecrypter decrypter;

    AbstractImageMojo(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    @Override
    public final void execute() throws MojoExecutionException {
        try {
            carryOut(LocalStore.openOfCaller());
        } catch (ParameterException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted", e);
        }
    }

    /** Does what the goal is for. */
    abstract void carryOut(LocalStore store)
            throws ParameterException, IOException, InterruptedException, MojoExecutionException;

    final Registries registries() {
        return new Registries(session, decrypter, registries, getLog());
    }

    /** The image that the goal is about. */
    final Reference reference() throws ParameterException, IOException {
        if (image == null) {
            throw new ParameterException("image", "say which image, such as debian:12");
        }
        return Reference.parse(image);
    }

    /** The image that the goal makes, which is known by its name. */
    final Reference nameForNew() throws ParameterException, IOException {
        Reference name = reference();
        if (name.digest().isPresent()) {
            throw new ParameterException("image", "a digest cannot be given, for the image has its own");
        }
        return name;
    }

    /** What the store has under the name of the image that the goal is about. */
    final ContentDescriptor stored(LocalStore store) throws ParameterException, IOException {
        return stored(store, reference());
    }

    static ContentDescriptor stored(LocalStore store, Reference reference) throws ParameterException, IOException {
        return store.resolve(reference.toString())
                .orElseThrow(() -> new ParameterException(
                        "image", reference.familiar() + " is not in the store; jdock:images lists what is"));
    }

    final Platform platform() throws IOException {
        return platform == null ? Images.platform() : Platforms.parse(platform);
    }
}
