package io.jdock.maven;

import io.jdock.container.ContainerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The port of this machine's loopback interface by which a test JVM reports to Maven, where Surefire or Failsafe are configured with a
 * {@code SurefireForkNodeFactory}. Each JVM has another one, and finds it in a file of properties that its arguments name.
 */
final class ForkConnection {
    private static final Set<String> PLUGINS = Set.of("maven-surefire-plugin", "maven-failsafe-plugin");
    private static final String BY_TCP = "SurefireForkNodeFactory";
    private static final String PROPERTY = "forkNodeConnectionString";

    /** The last arguments of a test JVM: a directory, a name for dumps, the name of the file, and perhaps of one more. */
    private static final int ARGUMENTS = 3;

    private ForkConnection() {}

    /** Whether test JVMs of a project report by TCP, all or some. */
    static boolean isUsed(MavenProject project) {
        return project.getBuildPlugins().stream()
                .filter(plugin -> PLUGINS.contains(plugin.getArtifactId()))
                .flatMap(ForkConnection::configurations)
                .anyMatch(ForkConnection::isByTcp);
    }

    private static Stream<Object> configurations(Plugin plugin) {
        return Stream.<ConfigurationContainer>concat(Stream.of(plugin), plugin.getExecutions().stream())
                .flatMap(container -> Stream.ofNullable(container.getConfiguration()));
    }

    private static boolean isByTcp(Object configuration) {
        return Optional.ofNullable(((Xpp3Dom) configuration).getChild("forkNode"))
                .map(node -> node.getAttribute("implementation"))
                .filter(name -> name.endsWith(BY_TCP))
                .isPresent();
    }

    /** The container of one test JVM, with a way to this port. */
    static ContainerSpec open(ContainerSpec spec) throws IOException {
        OptionalInt port = port(spec.command());
        return port.isPresent() ? spec.toBuilder().hostLoopback(port.getAsInt()).build() : spec;
    }

    private static OptionalInt port(List<String> command) throws IOException {
        for (int count = ARGUMENTS; count <= ARGUMENTS + 1 && count <= command.size(); count++) {
            List<String> last = command.subList(command.size() - count, command.size());
            Path file = Path.of(last.get(0)).resolve(last.get(ARGUMENTS - 1));
            if (Files.isRegularFile(file)) {
                return port(file);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt port(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
        }
        URI connection = URI.create(properties.getProperty(PROPERTY, ""));
        return "tcp".equals(connection.getScheme()) ? OptionalInt.of(connection.getPort()) : OptionalInt.empty();
    }
}
