package io.jdock.maven;

import io.jdock.container.TerminalRelay;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** Shows what the containers use that {@code jdock:start} has started in this project, detached ones too. */
@Mojo(name = "stats", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class StatsMojo extends AbstractMojo {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Whether to go on, with figures of each second, until all containers have ended. On a terminal the table stays in its place. */
    @Parameter(property = "jdock.follow", defaultValue = "false")
    boolean follow;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public void execute() throws MojoExecutionException {
        try {
            List<BackgroundService> services = BackgroundContainers.everyOne(this, project);
            if (services.isEmpty()) {
                getLog().info("No containers");
                return;
            }
            show(services);
        } catch (IOException e) {
            throw new MojoExecutionException("The use of containers cannot be measured: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted", e);
        }
    }

    private void show(List<BackgroundService> services) throws IOException, InterruptedException {
        boolean inPlace = follow && TerminalRelay.terminal().isPresent();
        UsageTable table = new UsageTable(services);
        int shown = 0;
        do {
            Thread.sleep(PERIOD.toMillis()); // a share of the processor is one of some time
            List<String> lines = table.lines();
            if (inPlace) {
                StandardOutput.print(over(shown, lines));
                shown = lines.size();
            } else {
                lines.forEach(getLog()::info);
            }
        } while (follow && anyIsAlive(services));
    }

    private static boolean anyIsAlive(List<BackgroundService> services) throws IOException {
        for (BackgroundService service : services) {
            if (service.state().isAlive()) {
                return true;
            }
        }
        return false;
    }

    /** Lines that replace the last ones on a terminal: cursor up, and what is left of an old line erased (console_codes(4)). */
    static String over(int shown, List<String> lines) {
        String up = shown == 0 ? "" : "\033[" + shown + "A";
        return lines.stream().map(line -> line + "\033[K\n").collect(Collectors.joining("", up, ""));
    }
}
