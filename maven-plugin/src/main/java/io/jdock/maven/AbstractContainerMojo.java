package io.jdock.maven;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.host.HostFacts;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.maven.registry.PullPolicy;
import io.jdock.maven.registry.Registries;
import io.jdock.maven.registry.Registry;
import io.jdock.maven.value.NamedPorts;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** The parameters that describe an application and its container, and which all goals that deal with one share. */
public abstract class AbstractContainerMojo extends AbstractIsolationMojo {
    /**
     * The class to start. Without it: the main class in the configuration of the jar plugin, of Spring Boot's plugin or of the exec
     * plugin, or the property {@code start-class} or {@code exec.mainClass}; else the only class of the project with a
     * main method, or the one annotated with {@code @SpringBootApplication}.
     */
    @Parameter(property = "jdock.mainClass")
    @Nullable
    String mainClass;

    /**
     * Arguments of the application: an {@code <argument>} element for each, or a single text that is split at blanks outside of
     * quotes.
     */
    @Parameter(property = "jdock.arguments")
    CommandLine arguments = new CommandLine();

    /**
     * Arguments of the JVM, such as {@code -Xmx256m}: a {@code <jvmArgument>} element for each, or a single text that is split at
     * blanks outside of quotes.
     */
    @Parameter(property = "jdock.jvmArguments")
    CommandLine jvmArguments = new CommandLine();

    /**
     * System properties of the application: elements named like the properties. On the command line:
     * {@code -Djdock.systemProperties.NAME=value}.
     */
    @Parameter
    Map<String, @Nullable String> systemProperties = Map.of();

    /**
     * Environment variables of the application: elements named like the variables. On the command line:
     * {@code -Djdock.environmentVariables.NAME=value}. Of Maven's own environment the application sees only
     * {@code LANG}, {@code LC_ALL}, {@code TERM}, {@code COLORTERM} and {@code TZ}.
     */
    @Parameter
    Map<String, @Nullable String> environmentVariables = Map.of();

    /**
     * A file with environment variables, as {@code docker run --env-file} reads it: a {@code NAME=value} in each line, or a
     * {@code NAME} that has the value that it has for Maven; lines with # at the beginning are comments. What
     * {@code environmentVariables} says comes first.
     */
    @Parameter(property = "jdock.environmentFile")
    @Nullable
    File environmentFile;

    /**
     * An image that becomes the container's system: one of a registry, such as {@code eclipse-temurin:21-jre} or
     * {@code registry.example.org/shop:1}, or one in a file, as {@code oci:directory}, {@code oci-archive:file} or
     * {@code docker-archive:file}. Its own {@code java} is used if it has one, and this machine's JDK otherwise; its
     * environment and its user hold unless others are given. What the application changes in it is thrown away at the end.
     * In a project of packaging pom, or with {@code jdock.imageCommand}, the image's own program is run.
     */
    @Parameter(property = "jdock.image")
    @Nullable
    String image;

    /**
     * When an image of a registry is fetched: {@code always} (if the registry has another one now), {@code ifNotPresent} (if the
     * store does not have it) or {@code never}. {@code mvn -o} fetches nothing.
     */
    @Parameter(property = "jdock.pullPolicy", defaultValue = "ifNotPresent")
    String pullPolicy = "ifNotPresent";

    /**
     * What a layer of the image may become when it is unpacked, if it is more than is usual: {@code <size>} such as {@code 200g},
     * the number of {@code <files>}, and the {@code <ratio>} to its size as packed. On the command line:
     * {@code -Djdock.unpackLimits.size=200g}.
     */
    @Parameter
    Map<String, @Nullable String> unpackLimits = Map.of();

    /** What the image runs on, such as {@code linux/arm64}, if it shall be another than this machine. */
    @Parameter(property = "jdock.platform")
    @Nullable
    String platform;

    /**
     * Registries that are reached otherwise than by HTTPS: a {@code <registry>} for each, with its {@code name}, and with
     * {@code plainHttp}, {@code certificates} or {@code mirrors}. On the command line: {@code http://host:port}.
     */
    @Parameter(property = "jdock.registries")
    List<Registry> registries = List.of();

    /** Whether to run the image's own program with {@code arguments} instead of the project's main class. */
    @Parameter(property = "jdock.imageCommand", defaultValue = "false")
    boolean imageCommand;

    /** The directory that the application starts in, as the container sees it. Without it: the project's directory. */
    @Parameter(property = "jdock.workingDirectory")
    @Nullable
    String workingDirectory;

    /** Which dependencies the application gets: {@code runtime}, {@code compile} or {@code test}. */
    @Parameter(property = "jdock.classpathScope", defaultValue = "runtime")
    String classpathScope = "runtime";

    /** Files and directories to add to the end of the class path. Relative ones are meant from the project's directory. */
    @Parameter(property = "jdock.additionalClasspathElements")
    List<String> additionalClasspathElements = List.of();

    /**
     * A command to run instead of Java, such as {@code sh -c 'id; ls /'}: an {@code <argument>} element for each word, or a
     * single text that is split at blanks outside of quotes.
     */
    @Parameter(property = "jdock.command")
    CommandLine command = new CommandLine();

    /**
     * Whether to wait for a debugger before the application starts: {@code true} for port 5005, or a port.
     * {@code -Djdock.debug} alone means {@code true}.
     */
    @Parameter(property = "jdock.debug", defaultValue = "false")
    String debug = "false";

    private @Nullable SettingsDecrypter decrypter;

    AbstractContainerMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    /** Takes what reads encrypted passwords of {@code settings.xml}. */
    @Inject
    final void decryptBy(SettingsDecrypter settingsDecrypter) {
        decrypter = settingsDecrypter;
    }

    /** Lets another goal reach registries as this one does. */
    final void shareDecrypter(AbstractContainerMojo other) {
        other.decrypter = decrypter;
    }

    @Override
    boolean hasWork() {
        boolean work =
                !project.getPackaging().equals("pom") || mainClass != null || !command.isEmpty() || image != null;
        if (!work) {
            getLog().info("Nothing to start in a project of packaging pom");
        }
        return work;
    }

    /** Whether it is the program of an image that is run, if there is an image. */
    final boolean runsImagesProgram() {
        return command.isEmpty() && (imageCommand || (project.getPackaging().equals("pom") && mainClass == null));
    }

    /** The ports as they are now: what is found out once the container runs becomes properties of the project. */
    final NamedPorts namedPorts(Properties userProperties) throws ParameterException {
        return NamedPorts.of(ports, project.getProperties(), userProperties);
    }

    /**
     * The container as the parameters describe it, its image being at hand then.
     *
     * @throws ParameterException if a parameter has a value that cannot be used
     */
    final ContainerSpec spec(Jdock jdock) throws ParameterException, IOException, InterruptedException {
        return spec(jdock.host(), image(jdock.host()));
    }

    /** As above. */
    final ContainerSpec spec(HostFacts host, Optional<ContainerImage> unpacked) throws ParameterException, IOException {
        return new ContainerDescription(
                        this, unpacked, javaHome(), host.caller(), session.getUserProperties(), System.getenv())
                .spec();
    }

    /** The image that the parameters name, ready to be run in; empty if they name none. */
    final Optional<ContainerImage> image(HostFacts host) throws ParameterException, IOException, InterruptedException {
        if (image == null) {
            return Optional.empty();
        }
        if (rootfs != null) {
            throw new ParameterException(
                    "image", "there is rootfs too, and a container has one root; give one of them");
        }
        String name = image;
        LocalStore store = LocalStore.openOfCaller();
        Platform wanted = platform == null ? Images.platform() : Platforms.parse(platform);
        PullPolicy policy = PullPolicy.parse("pullPolicy", pullPolicy);
        Images images = new Images(host, store, LayerLimits.of(named(), unpackLimits));
        Consumer<String> notes = note -> getLog().warn(name + ": " + note);
        ImageFinder finder = new ImageFinder(
                store,
                (reference, on) -> registries().provide(store, reference, on, policy, images.unpacking(notes)),
                Isolation.baseDirectory(this));
        ContentDescriptor content = finder.find("image", name, wanted);
        return Optional.of(images.prepare(name, content, wanted, notes));
    }

    private Registries registries() {
        return new Registries(session, Objects.requireNonNull(decrypter, "Maven gives it"), registries, getLog());
    }
}
