package io.jdock.maven.project;

import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** Finds the class to start a project with: from what other plugins were told, or else from the classes themselves. */
public final class MainClass {
    private static final String PARAMETER = "mainClass";

    /** Where a main class may have been written down, in the order in which they count. */
    private static final List<PluginSetting> SETTINGS = List.of(
            new PluginSetting("org.apache.maven.plugins:maven-jar-plugin", List.of("archive", "manifest", "mainClass")),
            new PluginSetting("org.springframework.boot:spring-boot-maven-plugin", List.of("mainClass")),
            new PluginSetting("org.codehaus.mojo:exec-maven-plugin", List.of("mainClass")));

    private static final List<String> PROPERTIES = List.of("start-class", "exec.mainClass");

    /**
     * The main class of a project for which the user has named none: the one in the configuration of the jar plugin, of Spring
     * Boot's or of the exec plugin, or in the properties {@code start-class} and {@code exec.mainClass}; else the only
     * class of the project that the {@code java} command can start; else the only one of these that is annotated with
     * {@code @SpringBootApplication}.
     *
     * @return the binary name
     * @throws ParameterException if there is no such class, or more than one
     */
    public static String of(MavenProject project) throws ParameterException {
        Optional<String> configured = SETTINGS.stream()
                .flatMap(setting -> setting.in(project).stream())
                .findFirst()
                .or(() -> PROPERTIES.stream()
                        .flatMap(name ->
                                Optional.ofNullable(project.getProperties().getProperty(name)).stream())
                        .findFirst());
        return configured.isPresent()
                ? configured.get()
                : onlyOne(Path.of(project.getBuild().getOutputDirectory()));
    }

    private static String onlyOne(Path classes) throws ParameterException {
        List<StartableClass> startable = startableClasses(classes);
        List<StartableClass> candidates = startable.stream().anyMatch(StartableClass::springBootApplication)
                ? startable.stream()
                        .filter(StartableClass::springBootApplication)
                        .toList()
                : startable;
        if (candidates.size() == 1) {
            return candidates.get(0).name();
        }
        if (candidates.isEmpty()) {
            throw new ParameterException(
                    PARAMETER,
                    Files.isDirectory(classes)
                            ? "no class in " + classes + " has a method 'public static void main(String[])'; name the"
                                    + " class to start"
                            : "there is nothing in " + classes + " yet; compile first (mvn compile)");
        }
        throw new ParameterException(
                PARAMETER,
                "several classes could be started; name one of them:\n    "
                        + String.join(
                                "\n    ",
                                candidates.stream().map(StartableClass::name).toList())
                        + "\nas in -Djdock.mainClass=" + candidates.get(0).name());
    }

    private static List<StartableClass> startableClasses(Path classes) throws ParameterException {
        if (!Files.isDirectory(classes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> classFiles = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
            List<StartableClass> startable = new ArrayList<>();
            for (Path file : classFiles) {
                StartableClass.read(file).ifPresent(startable::add);
            }
            return startable;
        } catch (IOException e) {
            throw new ParameterException(PARAMETER, "the classes cannot be read: " + e.getMessage(), e);
        }
    }

    /** A place in a plugin's configuration. */
    private record PluginSetting(String plugin, List<String> path) {
        Optional<String> in(MavenProject project) {
            Plugin configured = project.getPlugin(plugin);
            if (configured == null) {
                return Optional.empty();
            }
            return Stream.<ConfigurationContainer>concat(Stream.of(configured), configured.getExecutions().stream())
                    .flatMap(container -> at((Xpp3Dom) container.getConfiguration()).stream())
                    .findFirst();
        }

        private Optional<String> at(@Nullable Xpp3Dom configuration) {
            @Nullable Xpp3Dom node = configuration;
            for (String name : path) {
                node = node == null ? null : node.getChild(name);
            }
            // A property that is not set stays in the text; the plugin itself would then look for the class.
            return Optional.ofNullable(node)
                    .map(Xpp3Dom::getValue)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty() && !value.contains("${"));
        }
    }

    private MainClass() {}
}
