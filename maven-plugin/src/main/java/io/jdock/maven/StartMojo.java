package io.jdock.maven;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.PublishedPort;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.service.Readiness;
import io.jdock.maven.service.Service;
import io.jdock.maven.service.ServiceException;
import io.jdock.maven.service.Services;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.Port;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Starts an application in a container that goes on running in the background, for the tests of this build, until
 * {@code jdock:stop} or the end of Maven. Returns when the application is ready. Several containers are several executions of
 * this goal, started in their order. What the application writes is shown after its alias, and kept in
 * {@code target/jdock/<alias>.log}. Properties for what comes after: {@code jdock.<alias>.id}, {@code jdock.<alias>.host} and
 * {@code jdock.<alias>.port.<port>} for each of {@code ports}.
 */
@Mojo(
        name = "start",
        defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class StartMojo extends AbstractContainerMojo {
    private static final String ALIAS = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}";

    /** The name of the container in this build. */
    @Parameter(property = "jdock.alias", defaultValue = "application")
    String alias = "application";

    /**
     * When the application is ready: when all of the given conditions hold. {@code log}: a regular expression, found in a line that
     * it writes; {@code tcp}: a port that it listens on; {@code http}: an address that answers with a status below 400;
     * {@code command}: a shell command inside that succeeds; {@code exit}: the status that it ends with; {@code time}:
     * a time that passes, such as {@code 5s}. {@code timeout}: when to give up; {@code 60s} unless it is given. On the
     * command line: {@code -Djdock.wait.log=...}.
     */
    @Parameter
    Map<String, @Nullable String> wait = Map.of();

    @Parameter(defaultValue = "${project.build.directory}/jdock", readonly = true, required = true)
    File logs = new File("target/jdock");

    @Inject
    StartMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void work() throws ParameterException, IOException, InterruptedException, MojoFailureException {
        carryOut(BackgroundContainers.of(this).engine());
    }

    @Override
    void carryOut(Jdock jdock, ContainerSpec spec)
            throws ParameterException, IOException, InterruptedException, MojoFailureException {
        if (!alias.matches(ALIAS)) {
            throw new ParameterException("alias", "'" + alias + "' is no name; write letters, digits, - and _");
        }
        Readiness readiness =
                Readiness.parse(new NamedValues(project.getProperties(), session.getUserProperties()).of("wait", wait));
        Services services = BackgroundContainers.of(this);
        try {
            Service service = services.start(
                    alias,
                    spec,
                    readiness,
                    logs.toPath().resolve(alias + ".log"),
                    (name, line) -> getLog().info("[" + name + "] " + line));
            publish(service.container());
            getLog().info("Started " + alias);
        } catch (ServiceException e) {
            throw new MojoFailureException(e.getMessage(), e);
        }
    }

    /** In the host's network, the application's ports are the host's. */
    private void publish(Container container) throws ParameterException {
        Properties properties = project.getProperties();
        String prefix = "jdock." + alias + ".";
        properties.setProperty(prefix + "id", container.id());
        properties.setProperty(prefix + "host", "localhost");
        for (PublishedPort port : container.publishedPorts()) {
            properties.setProperty(prefix + "port." + port.containerPort(), String.valueOf(port.hostPort()));
        }
        if (container.publishedPorts().isEmpty()) {
            for (String text : ports) {
                String port = String.valueOf(Port.parse("ports", text).containerPort());
                properties.setProperty(prefix + "port." + port, port);
            }
        }
    }
}
