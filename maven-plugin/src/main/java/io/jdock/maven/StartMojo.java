package io.jdock.maven;

import io.jdock.container.ContainerImage;
import io.jdock.container.HealthCheck;
import io.jdock.container.Jdock;
import io.jdock.container.PublishedPort;
import io.jdock.host.HostFacts;
import io.jdock.maven.value.Bytes;
import io.jdock.maven.value.Conditions;
import io.jdock.maven.value.Count;
import io.jdock.maven.value.HealthChecks;
import io.jdock.maven.value.NamedPorts;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.Port;
import io.jdock.maven.value.Restart;
import io.jdock.service.LogFile;
import io.jdock.service.LogLine;
import io.jdock.service.Service;
import io.jdock.service.ServiceDescription;
import io.jdock.service.ServiceException;
import io.jdock.service.ServiceState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Starts an application in a container that goes on running in the background, for the tests of this build, until
 * {@code jdock:stop} or the end of Maven. Returns when the application is ready. Several containers are given by
 * {@code containers}, or are several executions of this goal, started in their order. What the application writes is shown after its alias, and kept in
 * {@code target/jdock/<alias>.log}. Properties for what comes after: {@code jdock.<alias>.id}, {@code jdock.<alias>.pid}, {@code jdock.<alias>.host} and
 * {@code jdock.<alias>.port.<port>} for each of {@code ports}.
 */
@Mojo(
        name = "start",
        defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class StartMojo extends AbstractContainerMojo {
    /** A container that nobody looks after must not fill the disk. */
    private static final String DETACHED_LOG = "10m";

    private static final int MOST_LOGS = 1000;

    private static final String ALIAS = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}";

    /** The name of the container in this build. */
    @Parameter(property = "jdock.alias", defaultValue = "application")
    String alias = "application";

    /**
     * When the application is ready: when all of the given conditions hold. {@code log}: a regular expression, found in a line that
     * it writes ({@code logCount}: in so many lines); {@code tcp}: a port that it listens on; {@code http}: an address that answers,
     * with a status of {@code httpStatus} ({@code 200..399} unless it is given) to the request {@code httpMethod}
     * ({@code GET}) and the regular expression {@code httpBody} in what it says, {@code httpAnyCertificate}: by TLS with a certificate that nobody vouches for;
     * {@code command}: a shell command inside that succeeds; {@code health}: {@code true} for {@code healthCheck}, which is
     * waited for without any condition too, and {@code false} for not; {@code exit}: the status that it ends with; {@code time}:
     * a time that passes, such as {@code 5s}. {@code any}: whether one of them suffices. {@code timeout}: when to give up; {@code 60s} unless it is given. On the
     * command line: {@code -Djdock.wait.log=...}.
     */
    @Parameter
    Map<String, @Nullable String> wait = Map.of();

    /**
     * What tells whether the application works while it runs. {@code command}: a shell command inside, which succeeds then, or
     * {@code none} for not even that of the image; {@code interval} from the end of one run to the next ({@code 30s}),
     * {@code timeout} of one run ({@code 30s}), {@code retries}: how many failures in a row make it unhealthy ({@code 3}),
     * {@code startPeriod} after the start, in which failures do not count until the first success, with the interval
     * {@code startInterval} ({@code 5s}). What is not given is as the image's {@code HEALTHCHECK} has it, if its own program is run. On the
     * command line: {@code -Djdock.healthCheck.command=...}.
     */
    @Parameter
    Map<String, @Nullable String> healthCheck = Map.of();

    @Parameter(defaultValue = "${project.build.directory}/jdock", readonly = true, required = true)
    File logs = new File("target/jdock");

    /** Names of containers of this build that have to be ready before this one is started. */
    @Parameter
    List<String> dependsOn = List.of();

    /**
     * Several containers instead of one: a {@code <container>} for each, with its {@code alias}, {@code dependsOn}, {@code wait}
     * and any other parameter of this goal; what it does not say is as the goal's configuration has it. They are started beside each
     * other, each as soon as those that it depends on are ready. If one fails, all of them are ended.
     */
    @Parameter
    @Nullable
    PlexusConfiguration containers;

    /**
     * What happens when the application ends by itself after it was ready: {@code no}, {@code on-failure}, {@code on-failure:3} to
     * start it again three times at most, or {@code always}.
     */
    @Parameter(property = "jdock.restart", defaultValue = "no")
    String restart = "no";

    /**
     * Whether the container outlives this build: it goes on until {@code jdock:stop} in a later one, and {@code jdock:ps}, {@code logs},
     * {@code exec} and the others find it there. One that runs already, and was started from the same description, is left as it
     * is.
     */
    @Parameter(property = "jdock.detach", defaultValue = "false")
    boolean detach;

    /**
     * When the file of what the application writes is full, such as {@code 10m}: then it is kept as {@code <alias>.log.1}, and another one is
     * begun. {@code 0} for never. Without it: never, but {@code 10m} for a detached container.
     */
    @Parameter(property = "jdock.logSize")
    @Nullable
    String logSize;

    /** How many full files are kept, 1 to 1000. */
    @Parameter(property = "jdock.logFiles", defaultValue = "2")
    String logFiles = "2";

    /** Whether the time stands before each line in the file. For detached containers it always does. */
    @Parameter(property = "jdock.timestamps", defaultValue = "false")
    boolean timestamps;

    /** A file for other tools, written with the properties of the containers that this execution has started. */
    @Parameter(property = "jdock.propertyFile")
    @Nullable
    File propertyFile;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    @Nullable
    MojoExecution execution;

    @Inject
    StartMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    boolean hasWork() {
        return containers != null || super.hasWork();
    }

    @Override
    void work() throws ParameterException, IOException, InterruptedException, MojoFailureException {
        if (detach) {
            super.work(); // with an engine for its images alone
        } else {
            carryOut(BackgroundContainers.of(this, session).engine());
        }
    }

    @Override
    void carryOut(Jdock jdock) throws ParameterException, IOException, InterruptedException, MojoFailureException {
        Map<String, StartMojo> goals = new LinkedHashMap<>();
        List<ServiceDescription> descriptions = new ArrayList<>();
        for (StartMojo one : each()) {
            goals.put(one.alias, one);
            descriptions.add(one.description(jdock.host()));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (ServiceState state : start(descriptions)) {
            properties.putAll(goals.get(state.alias()).properties(state));
        }
        project.getProperties().putAll(properties);
        if (propertyFile != null) {
            PropertyFile.write(propertyFile.toPath(), properties);
        }
    }

    private List<StartMojo> each() throws ParameterException {
        if (containers == null) {
            return List.of(this);
        }
        MojoExecution configured = Objects.requireNonNull(execution, "Maven gives it");
        return new ContainerElements(
                        new XmlPlexusConfiguration(configured.getConfiguration()),
                        new PluginParameterExpressionEvaluator(session, configured),
                        configured.getMojoDescriptor().getPluginDescriptor().getClassRealm())
                .goals(containers, this::another);
    }

    private StartMojo another() {
        StartMojo goal = new StartMojo(toolchains);
        shareDecrypter(goal);
        return goal;
    }

    /** The service as the parameters describe it, its image being at hand then. */
    ServiceDescription description(HostFacts host) throws ParameterException, IOException, InterruptedException {
        if (!alias.matches(ALIAS)) {
            throw new ParameterException("alias", "'" + alias + "' is no name; write letters, digits, - and _");
        }
        Optional<ContainerImage> unpacked = image(host);
        Optional<HealthCheck> health = HealthChecks.parse(
                named().of("healthCheck", healthCheck),
                unpacked.filter(it -> runsImagesProgram()).flatMap(ContainerImage::healthCheck));
        return new ServiceDescription(
                alias,
                dependsOn,
                spec(host, unpacked),
                Conditions.parse(named().of("wait", wait), health),
                log(),
                Restart.parse("restart", restart),
                health,
                unpacked);
    }

    private LogFile log() throws ParameterException, IOException {
        String size = logSize == null ? (detach ? DETACHED_LOG : "0") : logSize;
        OptionalLong bytes = size.equals("0") ? OptionalLong.empty() : OptionalLong.of(Bytes.parse("logSize", size));
        Path file = detach
                ? DetachedContainers.of(project).log(alias)
                : logs.toPath().resolve(alias + ".log");
        return new LogFile(
                file, bytes, (int) Math.min(MOST_LOGS, Count.parse("logFiles", logFiles)), detach || timestamps);
    }

    private List<ServiceState> start(List<ServiceDescription> descriptions)
            throws ParameterException, IOException, InterruptedException, MojoFailureException {
        BiConsumer<String, LogLine> log = BackgroundContainers.log(this, session);
        try {
            List<ServiceState> started = detach
                    ? DetachedContainers.of(project).start(descriptions, log)
                    : BackgroundContainers.of(this, session).start(descriptions, log).stream()
                            .map(Service::state)
                            .toList();
            started.forEach(state -> getLog().info("Started " + state.alias() + (detach ? ", detached" : "")));
            return started;
        } catch (ServiceException e) {
            if (e.field().isPresent()) {
                throw new ParameterException(e.field().get(), e.getMessage(), e);
            }
            throw new MojoFailureException(e.getMessage(), e);
        }
    }

    /** Of the container that this goal describes. In the host's network, the application's ports are the host's. */
    private Map<String, String> properties(ServiceState state) throws ParameterException {
        Map<String, String> properties = new LinkedHashMap<>(ContainerProperties.ofProcess(state));
        properties.put(ContainerProperties.name(alias, "host"), "localhost");
        for (PublishedPort port : state.ports()) {
            properties.put(
                    ContainerProperties.name(alias, "port." + port.containerPort()), String.valueOf(port.hostPort()));
        }
        NamedPorts named = namedPorts(session.getUserProperties());
        if (state.ports().isEmpty()) {
            for (String text : named.numbered()) {
                String port = String.valueOf(Port.parse("ports", text).containerPort());
                properties.put(ContainerProperties.name(alias, "port." + port), port);
            }
        }
        properties.putAll(named.values(state.ports()));
        return properties;
    }
}
