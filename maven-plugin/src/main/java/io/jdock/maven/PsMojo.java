package io.jdock.maven;

import io.jdock.container.PublishedPort;
import io.jdock.service.Service;
import io.jdock.service.ServiceState;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Lists the containers that {@code jdock:start} has started in this project and that were not stopped since: in this build, and detached
 * ones of any build.
 */
@Mojo(name = "ps", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class PsMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public void execute() throws MojoExecutionException {
        try {
            List<Service> own = BackgroundContainers.all(this);
            List<ServiceState> detached = BackgroundContainers.detached(project);
            if (own.isEmpty() && detached.isEmpty()) {
                getLog().info("No containers");
                return;
            }
            TextTable table = new TextTable("ALIAS", "ID", "STATE", "PORTS");
            own.forEach(service -> row(table, service.state(), ""));
            detached.forEach(state -> row(table, state, ", detached"));
            table.lines().forEach(getLog()::info);
        } catch (IOException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private static void row(TextTable table, ServiceState state, String note) {
        String ports = state.ports().stream().map(PublishedPort::toString).collect(Collectors.joining(", "));
        table.row(state.alias(), state.id(), words(state) + note, ports);
    }

    private static String words(ServiceState state) {
        return state.isAlive()
                ? "running, pid " + state.pid()
                : "ended with exit status " + ExitStatus.of(state).describe();
    }
}
