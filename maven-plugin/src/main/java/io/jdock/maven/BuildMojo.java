package io.jdock.maven;

import io.jdock.host.HostException;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.registry.PullPolicy;
import io.jdock.maven.registry.Registries;
import io.jdock.maven.registry.Registry;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Builds an image of the project, without a daemon and root, and without a Dockerfile if none is given. Dependencies, snapshots, resources and classes are layers of their
 * own, on top of a base image, or of this machine's JDK cut down to what is needed. The same project becomes the same
 * image, to the bit, on every machine. Compiles nothing: {@code mvn compile jdock:build} does both. After {@code package}, an
 * executable jar of Spring Boot is spread out in the layers that it names. With a Dockerfile, the image is what that says; its commands run in
 * containers of jdock.
 */
@Mojo(
        name = "build",
        defaultPhase = LifecyclePhase.PACKAGE,
        requiresDependencyResolution = ResolutionScope.RUNTIME,
        threadSafe = true)
public final class BuildMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    @Nullable
    MavenSession session;

    /**
     * The image below the application, which must have a {@code java} on its {@code PATH}: {@code oci:directory},
     * {@code oci-archive:file}, {@code docker-archive:file}, or an image of a registry, as {@code image} of {@code jdock:run}.
     * Without it: nothing but the JDK of this build, cut down by {@code jlink}, and the libraries of this machine that it needs.
     */
    @Parameter(property = "jdock.from")
    @Nullable
    String from;

    /**
     * A Dockerfile that says what becomes of the project instead of all this; {@code from}, {@code modules} and what makes the command of the image do
     * not go with it. Without it, but with a {@code contextDirectory}: the file {@code Dockerfile} there.
     */
    @Parameter(property = "jdock.dockerfile")
    @Nullable
    File dockerfile;

    /**
     * The directory whose files the Dockerfile can copy, but for those that {@code .dockerignore} names, or a file beside the Dockerfile
     * with its name and {@code .dockerignore} after it. Without it: the project's.
     */
    @Parameter(property = "jdock.contextDirectory")
    @Nullable
    File contextDirectory;

    /**
     * Values of what {@code ARG} declares in the Dockerfile: elements named like the variables. On the command line:
     * {@code -Djdock.buildArgs.NAME=value}.
     */
    @Parameter
    Map<String, @Nullable String> buildArgs = Map.of();

    /**
     * Files that commands of the Dockerfile may see by {@code RUN --mount=type=secret,id=NAME}: elements named like the ids, relative
     * to the project's directory. On the command line: {@code -Djdock.secrets.NAME=file}.
     */
    @Parameter
    Map<String, @Nullable String> secrets = Map.of();

    /** The stage of the Dockerfile that is built, by its name or number. Without it: the last one. */
    @Parameter(property = "jdock.target")
    @Nullable
    String target;

    /** Whether the commands of the Dockerfile are executed even if it is known what becomes of them. */
    @Parameter(property = "jdock.noCache", defaultValue = "false")
    boolean noCache;

    /**
     * When the base image is fetched from its registry: {@code ifNotPresent} (the store does not have it), {@code always}
     * (the registry has another one now) or {@code never}.
     */
    @Parameter(property = "jdock.pullPolicy", defaultValue = "ifNotPresent")
    String pullPolicy = "ifNotPresent";

    /**
     * What a layer of an image may become that the commands of the Dockerfile run in, if it is more than is usual: {@code <size>} such as
     * {@code 200g}, the number of {@code <files>}, and the {@code <ratio>} to its size as packed. On the command line:
     * {@code -Djdock.unpackLimits.size=200g}.
     */
    @Parameter
    Map<String, @Nullable String> unpackLimits = Map.of();

    /**
     * Registries that are reached otherwise than by HTTPS: a {@code <registry>} for each, with its {@code name}, and with
     * {@code plainHttp}, {@code certificates} or {@code mirrors}. On the command line: {@code http://host:port}.
     */
    @Parameter(property = "jdock.registries")
    List<Registry> registries = List.of();

    /**
     * The modules of Java that an image without a base has, with those that they need. {@code auto}: what {@code jdeps} finds that the classes name,
     * which leaves out what they use by reflection only. Without it: {@code java.se} and what is usual besides.
     */
    @Parameter(property = "jdock.modules")
    List<String> modules = List.of();

    /** Names of the image in the store. Without them: the project's artifact id and version. */
    @Parameter(property = "jdock.tags")
    List<String> tags = List.of();

    /**
     * Files to write the image to besides: {@code oci:directory}, {@code oci-archive:file} or {@code docker-archive:file}, with a name in it
     * after another colon if need be. Relative ones are meant from the project's directory.
     */
    @Parameter(property = "jdock.targets")
    List<String> targets = List.of();

    /**
     * What to build for, such as {@code linux/amd64} and {@code linux/arm64}, which the base image must have; of several an index
     * is made. Without it: this machine's platform.
     */
    @Parameter(property = "jdock.platforms")
    List<String> platforms = List.of();

    /** Whose media types the image has: {@code oci} or {@code docker}, for registries and tools that know no others. */
    @Parameter(property = "jdock.format", defaultValue = "oci")
    String format = "oci";

    /** The time that the image says it was made at. Without it, or with no time in it: 1970, so that builds are the same. */
    @Parameter(property = "jdock.created", defaultValue = "${project.build.outputTimestamp}")
    @Nullable
    String created;

    /** The class to start. Without it: the one that {@code jdock:run} would start. */
    @Parameter(property = "jdock.mainClass")
    @Nullable
    String mainClass;

    /** Arguments of the application ({@code CMD}), which whoever runs the image may replace. */
    @Parameter(property = "jdock.arguments")
    CommandLine arguments = new CommandLine();

    /** Arguments of the JVM, such as {@code -Xmx256m}. */
    @Parameter(property = "jdock.jvmArguments")
    CommandLine jvmArguments = new CommandLine();

    /** System properties of the application: elements named like the properties. */
    @Parameter
    Map<String, @Nullable String> systemProperties = Map.of();

    /** Environment variables of the image, besides those of the base image: elements named like the variables. */
    @Parameter
    Map<String, @Nullable String> environmentVariables = Map.of();

    /** Ports that the application listens on, such as {@code 8080} or {@code 53/udp}. */
    @Parameter(property = "jdock.exposedPorts")
    List<String> exposedPorts = List.of();

    /** Labels of the image: elements named like the labels. On the command line: {@code -Djdock.labels.NAME=value}. */
    @Parameter
    Map<String, @Nullable String> labels = Map.of();

    /** Directories that the application writes to and that shall outlive its container. */
    @Parameter(property = "jdock.imageVolumes")
    List<String> imageVolumes = List.of();

    /** Who the application is: name or number, and possibly the group after a colon. Without it: as in the base image. */
    @Parameter(property = "jdock.imageUser")
    @Nullable
    String imageUser;

    /** The directory that the application starts in. Without it: as in the base image, or else {@code /app}. */
    @Parameter(property = "jdock.imageWorkingDirectory")
    @Nullable
    String imageWorkingDirectory;

    /** For files of this goal. */
    @Parameter(defaultValue = "${project.build.directory}/jdock", readonly = true, required = true)
    File work = new File("target/jdock");

    /** Whether to do nothing. */
    @Parameter(property = "jdock.skip", defaultValue = "false")
    boolean skip;

    private final ToolchainManager toolchains;

    private final SettingsDecrypter decrypter;

    @Inject
    BuildMojo(ToolchainManager toolchains, SettingsDecrypter decrypter) {
        this.toolchains = toolchains;
        this.decrypter = decrypter;
    }

    @Override
    public void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("Skipped, as jdock.skip says");
            return;
        }
        if (project.getPackaging().equals("pom") && !DockerfileImage.isAskedFor(this)) {
            getLog().info("No image of a project of packaging pom");
            return;
        }
        try {
            build();
        } catch (ParameterException | HostException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new MojoExecutionException("The image could not be built: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted: no image was built", e);
        }
    }

    private void build() throws ParameterException, IOException, InterruptedException {
        List<Reference> names = names();
        Path base = project.getBasedir().toPath().toAbsolutePath();
        List<ImageTarget> files = new ArrayList<>();
        for (String target : targets) {
            files.add(ImageTarget.parse("targets", target, base));
        }
        PullPolicy policy = PullPolicy.parse("pullPolicy", pullPolicy);
        Registries registry =
                new Registries(Objects.requireNonNull(session, "Maven gives it"), decrypter, registries, getLog());
        LocalStore store = LocalStore.openOfCaller();
        ImageFinder images = new ImageFinder(
                store, (reference, platform) -> registry.provide(store, reference, platform, policy), base);
        ContentDescriptor image = DockerfileImage.isAskedFor(this)
                ? new DockerfileImage(this, images, registry.files(), StandardOutput.stream()).build()
                : new ImageBuild(this, images, javaHome()).build();
        for (Reference name : names) {
            store.tag(name.toString(), image);
        }
        for (ImageTarget file : files) {
            file.write(
                    new ImageArchiveWriter(store),
                    image,
                    names,
                    new BuildParameters(this).architectures().get(0));
        }
        getLog().info("Image " + names.stream().map(Reference::familiar).collect(Collectors.joining(", ")) + ": "
                + image.digest());
    }

    private List<Reference> names() throws ParameterException {
        List<String> texts = tags.isEmpty()
                ? List.of(project.getArtifactId().toLowerCase(Locale.ROOT) + ":" + project.getVersion())
                : tags;
        List<Reference> names = new ArrayList<>();
        for (String text : texts) {
            try {
                Reference name = Reference.parse(text);
                if (name.digest().isPresent()) {
                    throw new ParameterException("tags", "'" + text + "' has a digest, which is not for a name to say");
                }
                names.add(name);
            } catch (IOException e) {
                throw new ParameterException("tags", String.valueOf(e.getMessage()), e);
            }
        }
        return names;
    }

    private Path javaHome() {
        return JavaHome.of(toolchains, session);
    }
}
