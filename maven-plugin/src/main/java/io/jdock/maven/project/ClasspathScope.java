package io.jdock.maven.project;

import io.jdock.maven.value.ParameterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.project.MavenProject;

/** Which of a project's classes and dependencies an application gets. */
public enum ClasspathScope {
    /** What is there to compile against: {@code compile}, {@code provided} and {@code system}. */
    COMPILE {
        @Override
        List<String> elements(MavenProject project) throws DependencyResolutionRequiredException {
            return project.getCompileClasspathElements();
        }
    },
    /** What the packaged application would have: {@code compile} and {@code runtime}. */
    RUNTIME {
        @Override
        List<String> elements(MavenProject project) throws DependencyResolutionRequiredException {
            return project.getRuntimeClasspathElements();
        }
    },
    /** Everything, with the project's test classes first. */
    TEST {
        @Override
        List<String> elements(MavenProject project) throws DependencyResolutionRequiredException {
            return project.getTestClasspathElements();
        }
    };

    abstract List<String> elements(MavenProject project) throws DependencyResolutionRequiredException;

    /**
     * The class path, in order and without repetitions.
     *
     * @param additional elements that the user wants after it; relative ones are meant from the project's directory
     * @return absolute paths of files and directories that exist: a project without classes of its own has no such
     *     directory
     * @throws ParameterException if an additional element does not exist
     */
    public List<Path> of(MavenProject project, List<String> additional) throws ParameterException {
        Set<Path> path = new LinkedHashSet<>();
        try {
            for (String element : elements(project)) {
                path.add(Path.of(element).toAbsolutePath().normalize());
            }
        } catch (DependencyResolutionRequiredException e) {
            throw new IllegalStateException("the goal did not ask Maven to resolve the dependencies first", e);
        }
        path.removeIf(Files::notExists);
        for (String element : additional) {
            path.add(existing(project.getBasedir().toPath().resolve(element)));
        }
        return List.copyOf(path);
    }

    private static Path existing(Path element) throws ParameterException {
        if (Files.notExists(element)) {
            throw new ParameterException("additionalClasspathElements", "'" + element + "' does not exist");
        }
        return element.toAbsolutePath().normalize();
    }
}
