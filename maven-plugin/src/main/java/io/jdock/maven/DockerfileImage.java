package io.jdock.maven;

import io.jdock.build.BuildListener;
import io.jdock.build.BuildRequest;
import io.jdock.build.DockerfileBuild;
import io.jdock.build.RemoteFiles;
import io.jdock.container.Jdock;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.Platforms;
import io.jdock.image.dockerfile.Dockerfile;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.maven.plugin.logging.Log;

/** One run of {@link BuildMojo} with a Dockerfile. */
final class DockerfileImage {
    private static final String USUAL_NAME = "Dockerfile";

    private final BuildMojo goal;
    private final ImageFinder images;
    private final RemoteFiles remote;
    private final OutputStream output;

    /**
     * @param remote what {@code ADD} fetches from
     * @param output where the output of commands goes
     */
    DockerfileImage(BuildMojo goal, ImageFinder images, RemoteFiles remote, OutputStream output) {
        this.goal = goal;
        this.images = images;
        this.remote = remote;
        this.output = output;
    }

    /** Whether the parameters ask for a Dockerfile. */
    static boolean isAskedFor(BuildMojo goal) {
        return goal.dockerfile != null || goal.contextDirectory != null;
    }

    /**
     * Writes the image into the store.
     *
     * @return its manifest, or an index if there are several platforms
     */
    ContentDescriptor build() throws ParameterException, IOException, InterruptedException {
        requireNoOther("from", goal.from != null);
        requireNoOther("modules", !goal.modules.isEmpty());
        BuildParameters parameters = new BuildParameters(goal);
        Path context = context();
        Path file = file(context);
        Dockerfile dockerfile = Dockerfile.parse(shown(file), read("dockerfile", file));
        IgnoreRules ignored = ignored(context, file);
        ImageForm form = parameters.form();
        List<ContentDescriptor> built = new ArrayList<>();
        try (Jdock engine = Jdock.open()) {
            DockerfileBuild build = new DockerfileBuild(
                    engine,
                    images.store(),
                    this::find,
                    remote,
                    LayerLimits.of(named(), goal.unpackLimits),
                    new Told(goal.getLog(), output));
            for (String architecture : parameters.architectures()) {
                built.add(build.build(new BuildRequest(
                        dockerfile,
                        context,
                        ignored,
                        arguments(),
                        secrets(),
                        Optional.ofNullable(goal.target),
                        Platforms.linux(architecture),
                        goal.noCache,
                        form,
                        parameters.created(),
                        parameters.annotations())));
            }
        }
        return built.size() == 1 ? built.get(0) : new ImageWriter(images.store()).writeIndex(built, form);
    }

    private static void requireNoOther(String parameter, boolean given) throws ParameterException {
        if (given) {
            throw new ParameterException(
                    parameter, "the Dockerfile says what the image begins with; leave this or the Dockerfile out");
        }
    }

    private NamedValues named() {
        Properties user = goal.session == null ? new Properties() : goal.session.getUserProperties();
        return new NamedValues(goal.project.getProperties(), user);
    }

    private Map<String, String> arguments() {
        return named().of("buildArgs", goal.buildArgs);
    }

    private Map<String, Path> secrets() throws ParameterException {
        Map<String, Path> secrets = new TreeMap<>();
        for (Map.Entry<String, String> secret :
                named().of("secrets", goal.secrets).entrySet()) {
            Path file = base().resolve(secret.getValue());
            if (!Files.isRegularFile(file)) {
                throw new ParameterException("secrets", file + ", which is to be " + secret.getKey() + ", is no file");
            }
            secrets.put(secret.getKey(), file);
        }
        return secrets;
    }

    private LocalImage find(String name, Platform platform) throws IOException, InterruptedException {
        try {
            return images.store().image(images.find("dockerfile", name, platform), platform);
        } catch (ParameterException e) {
            throw new ImageException(name, String.valueOf(e.getMessage()), null, e);
        }
    }

    // ---- files

    private Path base() {
        return goal.project.getBasedir().toPath().toAbsolutePath();
    }

    private Path context() throws ParameterException {
        File given = goal.contextDirectory;
        Path context = given == null ? base() : given.toPath().toAbsolutePath().normalize();
        if (!Files.isDirectory(context)) {
            throw new ParameterException("contextDirectory", context + " is no directory");
        }
        return context;
    }

    private Path file(Path context) {
        File given = goal.dockerfile;
        return given == null
                ? context.resolve(USUAL_NAME)
                : given.toPath().toAbsolutePath().normalize();
    }

    /** As short as it can be for whoever knows the project. */
    private String shown(Path file) {
        return file.startsWith(base()) ? base().relativize(file).toString() : file.toString();
    }

    private static String read(String parameter, Path file) throws ParameterException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(parameter, "there is no file " + file);
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ParameterException(parameter, file + " is no text in UTF-8", e);
        }
    }

    /** One beside the Dockerfile that bears its name goes before the usual one, as with Docker. */
    private IgnoreRules ignored(Path context, Path file) throws ParameterException, IOException {
        for (Path rules :
                List.of(file.resolveSibling(file.getFileName() + ".dockerignore"), context.resolve(".dockerignore"))) {
            if (Files.isRegularFile(rules)) {
                return IgnoreRules.parse(shown(rules), read("dockerfile", rules));
            }
        }
        return IgnoreRules.NONE;
    }

    /** Tells Maven's user how the build goes. */
    private record Told(Log log, OutputStream output) implements BuildListener {
        @Override
        public void step(String text) {
            log.info(text);
        }

        @Override
        public void found() {
            log.info("  known already");
        }

        @Override
        public void note(String text) {
            log.warn(text);
        }
    }
}
