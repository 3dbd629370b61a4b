package io.jdock.maven;

import io.jdock.container.PublishedPort;
import io.jdock.service.DetachedServices;
import io.jdock.service.Health;
import io.jdock.service.Service;
import io.jdock.service.ServiceState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Lists the containers that {@code jdock:start} has started in this project and that were not stopped since: in this build, and detached
 * ones of any build; or the detached ones of all projects.
 */
@Mojo(name = "ps", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class PsMojo extends AbstractMojo {
    /** Whether to list the detached containers of all your projects, each with the project's directory. */
    @Parameter(property = "jdock.all", defaultValue = "false")
    boolean all;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public void execute() throws MojoExecutionException {
        try {
            List<String> lines = all ? linesOfAllProjects() : lines();
            (lines.size() > 1 ? lines : List.of("No containers")).forEach(getLog()::info);
        } catch (IOException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private List<String> lines() throws IOException {
        TextTable table = new TextTable("ALIAS", "ID", "STATE", "PORTS");
        for (Service service : BackgroundContainers.all(this)) {
            ServiceState state = service.state();
            table.row(state.alias(), state.id(), words(state), ports(state));
        }
        for (ServiceState state : BackgroundContainers.detached(project)) {
            table.row(state.alias(), state.id(), words(state) + ", detached", ports(state));
        }
        return table.lines();
    }

    private static List<String> linesOfAllProjects() throws IOException {
        TextTable table = new TextTable("PROJECT", "ALIAS", "ID", "STATE", "PORTS");
        for (DetachedServices services : DetachedContainers.ofAllProjects()) {
            for (ServiceState state : services.all()) {
                table.row(services.project().toString(), state.alias(), state.id(), words(state), ports(state));
            }
        }
        return table.lines();
    }

    private static String ports(ServiceState state) {
        return state.ports().stream().map(PublishedPort::toString).collect(Collectors.joining(", "));
    }

    private static String word(Health health) {
        return " (" + health.name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String words(ServiceState state) {
        return state.isAlive()
                ? "running" + state.health().map(PsMojo::word).orElse("") + ", pid " + state.pid()
                : "ended with exit status " + ExitStatus.of(state).describe();
    }
}
