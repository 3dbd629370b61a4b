package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import io.jdock.service.BackgroundService;
import io.jdock.service.FileCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Copies files and directories out of a container that {@code jdock:start} has started, or into it, by the {@code tar} in it. A directory
 * that is there takes the copy; otherwise the copy gets that name.
 */
@Mojo(name = "cp", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class CpMojo extends AbstractMojo {
    private static final Pattern INSIDE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_-]*):(/.*)");

    /** What to copy: {@code alias:/path} in a container, or a path of this machine. */
    @Parameter(property = "jdock.from", required = true)
    String from = "";

    /** Where to: {@code alias:/path} in a container, or a path of this machine. One of both is in a container. */
    @Parameter(property = "jdock.to", required = true)
    String to = "";

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project = new MavenProject();

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try {
            copy();
        } catch (ParameterException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoFailureException(from + " cannot be copied to " + to + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted", e);
        }
    }

    private void copy() throws ParameterException, IOException, InterruptedException {
        Matcher source = INSIDE.matcher(from);
        Matcher target = INSIDE.matcher(to);
        boolean out = source.matches();
        if (out == target.matches()) {
            throw new ParameterException(
                    "from", "one of '" + from + "' and '" + to + "' has to be in a container: alias:/path");
        }
        if (out) {
            copyOf("from", source.group(1)).out(source.group(2), onHost(to));
        } else {
            copyOf("to", target.group(1)).in(onHost(from), target.group(2));
        }
        getLog().info("Copied " + from + " to " + to);
    }

    private FileCopy copyOf(String parameter, String alias) throws ParameterException, IOException {
        BackgroundService service = BackgroundContainers.named(this, project, alias)
                .orElseThrow(() -> new ParameterException(
                        parameter, "there is no container '" + alias + "' in this build, nor a detached one"));
        return new FileCopy(service::exec);
    }

    /** Relative to the project, as the files of all parameters are. */
    private Path onHost(String path) {
        return project.getBasedir().toPath().resolve(path);
    }
}
