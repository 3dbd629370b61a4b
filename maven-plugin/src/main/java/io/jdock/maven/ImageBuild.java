package io.jdock.maven;

import io.jdock.container.Images;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.image.jdk.JavaRuntime;
import io.jdock.maven.image.ApplicationLayer;
import io.jdock.maven.image.ProjectLayers;
import io.jdock.maven.image.SpringBootJar;
import io.jdock.maven.project.ClasspathScope;
import io.jdock.maven.project.MainClass;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of {@link BuildMojo}: makes an image from a project and the parameters of the goal. */
final class ImageBuild {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}(?:/(?:tcp|udp|sctp))?");
    private static final Pattern FILE_NAME_OF_JAR = Pattern.compile(".*\\.jar");
    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";
    private static final String BASE_NAME = "org.opencontainers.image.base.name";

    private final BuildMojo goal;
    private final ImageFinder images;
    private final LocalStore store;
    private final Path javaHome;
    private final LayerWriter layers;
    private final NamedValues named;

    /**
     * The application in the image.
     *
     * @param classPath empty for none
     */
    private record Application(List<ImageDraft.Step> steps, List<String> classPath, String mainClass) {}

    ImageBuild(BuildMojo goal, ImageFinder images, Path javaHome) {
        this.goal = goal;
        this.images = images;
        this.store = images.store();
        this.javaHome = javaHome;
        this.layers = new LayerWriter(store);
        Properties user = goal.session == null ? new Properties() : goal.session.getUserProperties();
        this.named = new NamedValues(goal.project.getProperties(), user);
    }

    /**
     * Writes the image into the store.
     *
     * @return its manifest, or an index if there are several platforms
     */
    ContentDescriptor build() throws ParameterException, IOException, InterruptedException {
        ImageForm form = new BuildParameters(goal).form();
        List<String> architectures = architectures();
        requirePorts();
        Application application = application();
        List<ContentDescriptor> images = new ArrayList<>();
        for (String architecture : architectures) {
            images.add(image(architecture, application, form));
        }
        return images.size() == 1 ? images.get(0) : new ImageWriter(store).writeIndex(images, form);
    }

    private List<String> architectures() throws ParameterException {
        String own = Images.platform().architecture();
        List<String> architectures = new BuildParameters(goal).architectures();
        if (goal.from == null && architectures.stream().anyMatch(architecture -> !architecture.equals(own))) {
            throw new ParameterException(
                    "platforms", "without a base image there is only linux/" + own + ", this machine's; give 'from'");
        }
        return architectures;
    }

    private void requirePorts() throws ParameterException {
        for (String port : goal.exposedPorts) {
            if (!PORT.matcher(port).matches()) {
                throw new ParameterException("exposedPorts", "'" + port + "' must be a number, as 8080 or 53/udp");
            }
        }
    }

    // ---- layers

    private Application application() throws ParameterException, IOException {
        File artifact = goal.project.getArtifact() == null
                ? null
                : goal.project.getArtifact().getFile();
        if (artifact != null && FILE_NAME_OF_JAR.matcher(artifact.getName()).matches() && artifact.isFile()) {
            Optional<SpringBootJar> opened = SpringBootJar.open(artifact.toPath());
            if (opened.isPresent()) {
                try (SpringBootJar jar = opened.get()) {
                    return new Application(steps(jar.layers()), List.of(ApplicationLayer.ROOT), jar.mainClass());
                }
            }
        }
        String mainClass = goal.mainClass == null ? MainClass.of(goal.project) : goal.mainClass;
        ProjectLayers project = ProjectLayers.of(goal.project);
        return new Application(steps(project.layers()), project.classPath(), mainClass);
    }

    private List<ImageDraft.Step> steps(List<ApplicationLayer> parts) throws IOException {
        List<ImageDraft.Step> steps = new ArrayList<>();
        for (ApplicationLayer part : parts) {
            steps.add(new ImageDraft.Step(layers.write(part.entries()), "jdock: " + part.name()));
        }
        return steps;
    }

    private ContentDescriptor image(String architecture, Application application, ImageForm form)
            throws ParameterException, IOException, InterruptedException {
        Optional<LocalImage> base = base(architecture);
        List<ImageDraft.Step> steps = new ArrayList<>();
        if (base.isEmpty()) {
            steps.addAll(new JavaRuntime(javaHome, layers, goal.work.toPath()).write(modules()));
        }
        steps.addAll(application.steps());
        BuildParameters parameters = new BuildParameters(goal);
        Map<String, String> annotations = parameters.annotations();
        base.ifPresent(
                image -> annotations.put(BASE_DIGEST, image.manifest().digest().toString()));
        nameOfBase().ifPresent(name -> annotations.put(BASE_NAME, name));
        Platform platform = base.map(image -> image.configuration().platform())
                .orElse(new Platform(architecture, "linux", null, List.of(), null));
        ImageDraft draft =
                new ImageDraft(base, platform, steps, config(base, application), parameters.created(), annotations);
        return new ImageWriter(store).write(draft, form);
    }

    /** In full, of an image that anybody can fetch by it: a file has none. */
    private Optional<String> nameOfBase() throws ImageException {
        return goal.from == null || ImageFile.isNamedBy(goal.from)
                ? Optional.empty()
                : Optional.of(Reference.parse(goal.from).toString());
    }

    private Optional<LocalImage> base(String architecture)
            throws ParameterException, IOException, InterruptedException {
        if (goal.from == null) {
            return Optional.empty();
        }
        ContentDescriptor content = images.find("from", goal.from, Platforms.linux(architecture));
        return Optional.of(store.image(content, architecture));
    }

    private List<String> modules() throws ParameterException, IOException, InterruptedException {
        JavaRuntime runtime = new JavaRuntime(javaHome, layers, goal.work.toPath());
        if (goal.modules.isEmpty()) {
            return runtime.usualModules();
        }
        return goal.modules.equals(List.of("auto"))
                ? runtime.modulesOf(ClasspathScope.RUNTIME.of(goal.project, List.of()))
                : goal.modules;
    }

    // ---- configuration

    private ImageConfig config(Optional<LocalImage> base, Application application) throws ParameterException {
        ImageConfig below = base.map(image -> image.configuration().config()).orElse(bare());
        Map<String, String> labels = new LinkedHashMap<>(below.labels());
        labels.putAll(named.of("labels", goal.labels));
        return below.toBuilder()
                .user(goal.imageUser == null ? below.user() : goal.imageUser)
                .exposedPorts(union(
                        below.exposedPorts(),
                        goal.exposedPorts.stream()
                                .map(port -> port.contains("/") ? port : port + "/tcp")
                                .toList()))
                .env(environment(below.env()))
                .entrypoint(new JavaCommand(
                                "java",
                                OptionalInt.empty(),
                                goal.jvmArguments.words("jvmArguments"),
                                named.of("systemProperties", goal.systemProperties),
                                List.of("-cp", String.join(":", application.classPath())),
                                application.mainClass(),
                                List.of())
                        .words())
                .cmd(goal.arguments.words("arguments"))
                .volumes(union(below.volumes(), goal.imageVolumes))
                .workingDir(workingDirectory(below.workingDir()))
                .labels(labels)
                .build();
    }

    private static ImageConfig bare() {
        return ImageConfig.builder()
                .env(List.of(
                        "PATH=" + JavaRuntime.HOME + "/bin:/usr/local/bin:/usr/bin:/bin",
                        "JAVA_HOME=" + JavaRuntime.HOME,
                        "LANG=C.UTF-8"))
                .build();
    }

    private String workingDirectory(@Nullable String below) throws ParameterException {
        if (goal.imageWorkingDirectory == null) {
            return below == null ? ApplicationLayer.ROOT : below;
        }
        if (!goal.imageWorkingDirectory.startsWith("/")) {
            throw new ParameterException(
                    "imageWorkingDirectory", "'" + goal.imageWorkingDirectory + "' must be an absolute path");
        }
        return goal.imageWorkingDirectory;
    }

    private static Set<String> union(Set<String> below, List<String> more) {
        Set<String> union = new LinkedHashSet<>(below);
        union.addAll(more);
        return union;
    }

    private List<String> environment(List<String> below) {
        Map<String, String> environment = new LinkedHashMap<>();
        below.forEach(variable -> environment.put(variable.replaceAll("(?s)=.*", ""), variable));
        named.of("environmentVariables", goal.environmentVariables)
                .forEach((name, value) -> environment.put(name, name + "=" + value));
        return List.copyOf(environment.values());
    }
}
