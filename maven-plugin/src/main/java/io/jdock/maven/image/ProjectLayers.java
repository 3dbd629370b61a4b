package io.jdock.maven.image;

import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.project.MavenProject;

/**
 * A compiled project as layers, those first that change least: released dependencies, snapshots and other modules of the build,
 * resources, classes.
 *
 * @param layers without those that would be empty
 * @param classPath as the application has it in the image
 */
public record ProjectLayers(List<ApplicationLayer> layers, List<String> classPath) {
    private static final int FILE_MODE = 0644;
    private static final Set<String> SCOPES = Set.of(Artifact.SCOPE_COMPILE, Artifact.SCOPE_RUNTIME);

    public ProjectLayers {
        layers = List.copyOf(layers);
        classPath = List.copyOf(classPath);
    }

    /** The layers of a project whose dependencies are resolved. */
    public static ProjectLayers of(MavenProject project) throws IOException {
        return new Collection().of(project);
    }

    private static final class Collection {
        private final List<LayerEntry> dependencies = new ArrayList<>();
        private final List<LayerEntry> snapshots = new ArrayList<>();
        private final List<LayerEntry> resources = new ArrayList<>();
        private final List<LayerEntry> classes = new ArrayList<>();
        private final List<String> classPath = new ArrayList<>();
        private final Set<String> names = new HashSet<>();

        ProjectLayers of(MavenProject project) throws IOException {
            Path output = Path.of(project.getBuild().getOutputDirectory());
            if (Files.isDirectory(output)) {
                for (Path file : files(output)) {
                    boolean ofJava = file.toString().endsWith(".class");
                    String path = (ofJava ? "classes/" : "resources/") + output.relativize(file);
                    (ofJava ? classes : resources).add(entry(path, file));
                }
            }
            addToClassPath(resources, "resources");
            addToClassPath(classes, "classes");
            for (Artifact artifact : project.getArtifacts()) {
                if (SCOPES.contains(artifact.getScope())
                        && artifact.getArtifactHandler().isAddedToClasspath()
                        && artifact.getFile() != null) {
                    add(artifact);
                }
            }
            List<ApplicationLayer> layers = Stream.of(
                            new ApplicationLayer("dependencies", dependencies),
                            new ApplicationLayer("snapshot dependencies", snapshots),
                            new ApplicationLayer("resources", resources),
                            new ApplicationLayer("classes", classes))
                    .filter(layer -> !layer.entries().isEmpty())
                    .toList();
            return new ProjectLayers(layers, classPath);
        }

        private void addToClassPath(List<LayerEntry> entries, String directory) {
            if (!entries.isEmpty()) {
                classPath.add(ApplicationLayer.ROOT + "/" + directory);
            }
        }

        private void add(Artifact artifact) throws IOException {
            Path file = artifact.getFile().toPath();
            // Another module of a build that does not package is a directory, which says nothing of its version.
            if (Files.isDirectory(file)) {
                String directory = "modules/" + unique(artifact.getArtifactId(), artifact);
                for (Path below : files(file)) {
                    snapshots.add(entry(directory + "/" + file.relativize(below), below));
                }
                classPath.add(ApplicationLayer.ROOT + "/" + directory);
                return;
            }
            String path = "libs/" + unique(file.getFileName().toString(), artifact);
            (artifact.isSnapshot() ? snapshots : dependencies).add(entry(path, file));
            classPath.add(ApplicationLayer.ROOT + "/" + path);
        }

        /** Artifacts of different groups may have the same name. */
        private String unique(String name, Artifact artifact) {
            return names.add(name) ? name : artifact.getGroupId() + "-" + name;
        }

        private static LayerEntry entry(String path, Path file) throws IOException {
            return LayerEntry.file(ApplicationLayer.path(path), FILE_MODE, LayerContent.of(file));
        }

        private static List<Path> files(Path directory) throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                return files.filter(Files::isRegularFile).toList();
            }
        }
    }
}
