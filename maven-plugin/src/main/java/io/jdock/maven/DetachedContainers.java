package io.jdock.maven;

import io.jdock.image.LocalStore;
import io.jdock.service.DetachedServices;
import io.jdock.service.DetachedServices.KeeperCommand;
import io.jdock.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.project.MavenProject;
import org.slf4j.LoggerFactory;

/** Where goals find the containers of a project that outlive builds: beside the images of the user. */
final class DetachedContainers {
    /** Those of a project, whichever build has started them. */
    static DetachedServices of(MavenProject project) throws IOException {
        return of(project.getBasedir().toPath());
    }

    /** Those of the project in a directory, which may be gone. */
    static DetachedServices of(Path project) throws IOException {
        return new DetachedServices(directory(), project, command());
    }

    /** Those of every project of this user. */
    static List<DetachedServices> ofAllProjects() throws IOException {
        return DetachedServices.ofAllProjects(directory(), command());
    }

    private static Path directory() throws IOException {
        return LocalStore.rootOfCaller().resolve("services");
    }

    private static KeeperCommand command() {
        return new KeeperCommand(Path.of(System.getProperty("java.home"), "bin", "java"), classPath());
    }

    /** Likewise; empty for a goal that runs without a project, which can have started none. */
    static Optional<DetachedServices> find(MavenProject project) throws IOException {
        return project.getBasedir() == null ? Optional.empty() : Optional.of(of(project));
    }

    /** What Maven has loaded this plugin from; it lends its own SLF4J. */
    private static List<Path> classPath() {
        Stream<URL> logging = Stream.of(
                LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation());
        Stream<URL> own = Services.class.getClassLoader() instanceof URLClassLoader realm
                ? Arrays.stream(realm.getURLs())
                : Stream.of();
        return Stream.concat(own, logging).map(DetachedContainers::path).toList();
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(url + " is not where a library can be", e));
        }
    }

    private DetachedContainers() {}
}
