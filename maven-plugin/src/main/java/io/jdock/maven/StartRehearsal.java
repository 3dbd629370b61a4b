package io.jdock.maven;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.host.HostFacts;
import io.jdock.kernel.DaemonThreads;
import io.jdock.maven.value.ParameterException;
import io.jdock.service.ServiceDescription;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * Does ahead what {@code jdock:start} will do later in the same build, while Maven waits for test JVMs: describes containers of the same
 * images, and starts one that does nothing. The goal finds its images unpacked then, and some three hundred classes loaded.
 */
final class StartRehearsal {
    private static final String PLUGIN = "jdock-maven-plugin";
    private static final String GOAL = "start";

    private final MavenProject project;
    private final MavenSession session;
    private final ToolchainManager toolchains;
    private final Log log;
    private final HostFacts host;

    StartRehearsal(MavenProject project, MavenSession session, ToolchainManager toolchains, Log log, HostFacts host) {
        this.project = project;
        this.session = session;
        this.toolchains = toolchains;
        this.log = log;
        this.host = host;
    }

    /** Begins on a thread of its own, if the project has containers to start. Maven does not end before that has ended. */
    static void begin(
            MavenProject project, MavenSession session, ToolchainManager toolchains, Log log, HostFacts host) {
        Optional<Set<String>> images = images(project);
        if (images.isPresent()) {
            StartRehearsal rehearsal = new StartRehearsal(placeOf(project), session, toolchains, log, host);
            Thread thread = new DaemonThreads("jdock rehearses a goal").start(() -> rehearsal.run(images.get()));
            SessionEnd.add(session, () -> DaemonThreads.awaitEnd(thread));
        }
    }

    /** The images of the containers that a project starts, as far as they are those of a store; empty if it starts none. */
    static Optional<Set<String>> images(MavenProject project) {
        List<PluginExecution> starts = project.getBuildPlugins().stream()
                .filter(plugin -> plugin.getArtifactId().equals(PLUGIN))
                .flatMap(plugin -> plugin.getExecutions().stream())
                .filter(execution -> execution.getGoals().contains(GOAL))
                .toList();
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        Set<String> images = new HashSet<>();
        starts.forEach(start -> addImages((Xpp3Dom) start.getConfiguration(), images));
        return Optional.of(images);
    }

    private static void addImages(@Nullable Xpp3Dom configuration, Set<String> images) {
        if (configuration == null) {
            return;
        }
        for (Xpp3Dom element : configuration.getChildren()) {
            String image = element.getName().equals("image") ? element.getValue() : null;
            if (image != null && !ImageFile.isNamedBy(image)) { // a file may be written until then
                images.add(image);
            } else {
                addImages(element, images);
            }
        }
    }

    /** A project that is at the same place and has nothing else: Maven does not let several threads ask the same one. */
    private static MavenProject placeOf(MavenProject project) {
        MavenProject place = new MavenProject();
        place.setArtifactId(project.getArtifactId());
        place.setFile(project.getFile());
        place.setBuild(new Build());
        place.getBuild().setDirectory(project.getBuild().getDirectory());
        place.getBuild().setOutputDirectory(project.getBuild().getOutputDirectory());
        return place;
    }

    private void run(Collection<String> images) {
        rehearse(null);
        images.forEach(this::rehearse);
    }

    private void rehearse(@Nullable String image) {
        try {
            ServiceDescription description = description(image);
            if (image == null) {
                start(description.spec());
            }
            log.debug("Rehearsed jdock:start" + (image == null ? "" : " of " + image));
        } catch (ParameterException | IOException | RuntimeException e) {
            log.debug("Could not rehearse jdock:start", e); // the goal itself will say why
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(ContainerSpec spec) throws IOException, InterruptedException {
        try (Jdock jdock = Jdock.open()) {
            jdock.start(spec).waitFor();
        }
    }

    /** With an image that the store has, and its program; or with none, for something that ends well at once. */
    ServiceDescription description(@Nullable String image)
            throws ParameterException, IOException, InterruptedException {
        StartMojo goal = new StartMojo(toolchains);
        goal.setLog(log);
        goal.decryptBy(request -> {
            throw new IllegalStateException("who fetches nothing needs no password");
        });
        goal.project = project;
        goal.session = session;
        goal.image = image;
        goal.imageCommand = image != null;
        goal.pullPolicy = "never";
        if (image == null) {
            goal.command.addArgument("true");
        }
        goal.ports = List.of("8080");
        goal.wait = Map.of("log", "ready");
        return goal.description(host);
    }
}
