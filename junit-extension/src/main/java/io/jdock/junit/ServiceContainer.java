package io.jdock.junit;

import io.jdock.container.ContainerProcess;
import io.jdock.container.ContainerSpec;
import io.jdock.container.ExecSpec;
import io.jdock.container.NetworkMember;
import io.jdock.container.PublishedPort;
import io.jdock.container.Volume;
import io.jdock.oci.ProcessSpec;
import io.jdock.service.Readiness;
import io.jdock.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A service that tests use, in a container. Its description is immutable: each {@code with} method returns another one. The
 * methods that ask what runs work between start and stop, which are the extension's.
 */
public final class ServiceContainer {

    private final Settings settings;
    private final AtomicReference<Service> service = new AtomicReference<>();

    /**
     * What a service is, apart from whether it runs.
     *
     * @param name empty for that of the field
     * @param readiness empty for the first of the exposed ports, if there is one
     */
    record Settings(
            Optional<String> name,
            ContainerSpec spec,
            Optional<Readiness> readiness,
            List<ServiceContainer> dependencies,
            boolean reuse) {

        Readiness ready() {
            return readiness.orElseGet(() -> spec.publishedPorts().stream()
                    .filter(port -> port.protocol() == PublishedPort.Protocol.TCP)
                    .findFirst()
                    .map(port -> Wait.forListeningPort(port.containerPort()))
                    .orElseGet(Readiness::atOnce));
        }
    }

    private ServiceContainer(Settings settings) {
        this.settings = settings;
    }

    /**
     * A program of this machine's own system, which the container sees read-only, with a search path as its whole environment
     * and without a network.
     *
     * @param command program and arguments, at least one
     */
    public static ServiceContainer of(String... command) {
        return of(ContainerSpec.builder(command)
                .environment("PATH", ProcessSpec.DEFAULT_PATH)
                .build());
    }

    /** A container as the Java API describes it; its streams are not looked at. */
    public static ServiceContainer of(ContainerSpec spec) {
        return new ServiceContainer(new Settings(Optional.empty(), spec, Optional.empty(), List.of(), false));
    }

    /** Sets a variable of the environment. */
    public ServiceContainer withEnv(String name, String value) {
        return with(spec -> spec.environment(name, value));
    }

    /**
     * Lets this machine reach ports of the container, each by a free port of the loopback interface.
     *
     * @param ports 1 to 65535
     */
    public ServiceContainer withExposedPorts(int... ports) {
        return with(spec -> {
            Arrays.stream(ports).forEach(spec::publish);
            return spec;
        });
    }

    /**
     * Puts the container on a network with the others that name the same object, where they find each other by the names of their
     * fields and by {@link #withNetworkAliases}; other machines are reached as well.
     */
    public ServiceContainer withNetwork(Network network) {
        return with(spec -> spec.network(network.name(), aliases()));
    }

    /** Further names of the container on its network, which is given before. */
    public ServiceContainer withNetworkAliases(String... aliases) {
        NetworkMember member = settings.spec
                .member()
                .orElseThrow(() -> new IllegalStateException("no network has these aliases: give withNetwork first"));
        return with(spec -> spec.network(
                member.network(),
                Stream.concat(member.aliases().stream(), Arrays.stream(aliases)).toArray(String[]::new)));
    }

    private String[] aliases() {
        return settings.spec
                .member()
                .map(member -> member.aliases().toArray(String[]::new))
                .orElseGet(() -> new String[0]);
    }

    /** Lets the container see a file or directory of this machine. */
    public ServiceContainer withVolume(Path source, Path target, boolean readOnly) {
        return with(spec -> spec.volume(new Volume(source.toAbsolutePath(), target, readOnly)));
    }

    /** Changes anything else that the Java API knows: limits, user, root file system, capabilities. */
    public ServiceContainer with(UnaryOperator<ContainerSpec.Builder> change) {
        return with(change.apply(settings.spec.toBuilder()).build());
    }

    /** When it is ready; without this, when something listens on the first of the exposed ports, if there is one. */
    public ServiceContainer waitingFor(Readiness readiness) {
        return new ServiceContainer(new Settings(
                settings.name, settings.spec, Optional.of(readiness), settings.dependencies, settings.reuse));
    }

    /** When it is given up; without this after a minute. */
    public ServiceContainer withStartupTimeout(Duration timeout) {
        return waitingFor(settings.ready().withTimeout(timeout));
    }

    /** The services that have to be ready before this one is started: fields of the same class, or static ones of an outer one. */
    public ServiceContainer dependsOn(ServiceContainer... others) {
        return new ServiceContainer(
                new Settings(settings.name, settings.spec, settings.readiness, List.of(others), settings.reuse));
    }

    /** Its name in messages and of its log file; without this, the field's. */
    public ServiceContainer named(String name) {
        return new ServiceContainer(new Settings(
                Optional.of(name), settings.spec, settings.readiness, settings.dependencies, settings.reuse));
    }

    /** Whether equal services of several classes are one, which runs until the last test of this JVM. */
    public ServiceContainer withReuse(boolean reuse) {
        return new ServiceContainer(
                new Settings(settings.name, settings.spec, settings.readiness, settings.dependencies, reuse));
    }

    private ServiceContainer with(ContainerSpec spec) {
        return new ServiceContainer(
                new Settings(settings.name, spec, settings.readiness, settings.dependencies, settings.reuse));
    }

    Settings settings() {
        return settings;
    }

    // ---- while it runs

    void started(Service by) {
        service.set(by);
    }

    void stopped() {
        service.set(null);
    }

    Optional<Service> service() {
        return Optional.ofNullable(service.get());
    }

    private Service running() {
        return service()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the service is not started: is its field annotated with @Container, and the class with @Contained?"));
    }

    public boolean isRunning() {
        return service().filter(it -> it.exitStatus().isEmpty()).isPresent();
    }

    /** Where the exposed ports are reached. */
    public String getHost() {
        return "localhost";
    }

    /**
     * The port of this machine that leads to a port of the container.
     *
     * @throws IllegalArgumentException if that was not exposed
     */
    public int getMappedPort(int port) {
        return getContainer().hostPort(port);
    }

    /**
     * The port of this machine that leads to the first of the exposed ports.
     *
     * @throws IllegalStateException if none is exposed
     */
    public int getFirstMappedPort() {
        return getContainer().publishedPorts().stream()
                .findFirst()
                .map(PublishedPort::hostPort)
                .orElseThrow(() -> new IllegalStateException("no port is exposed: give withExposedPorts"));
    }

    /** All that it wrote so far to both outputs, line by line. */
    public String getLogs() {
        try {
            return String.join("\n", running().lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For everything else: stats, pause, signals, a live update of limits. */
    public io.jdock.container.Container getContainer() {
        return running().container();
    }

    /**
     * Runs a command in the container, and waits for its end.
     *
     * @throws IOException if it cannot be started
     */
    public ExecResult execInContainer(String... command) throws IOException, InterruptedException {
        ContainerProcess process = getContainer().exec(ExecSpec.of(command));
        process.getOutputStream().close();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(
                () -> text(process.getErrorStream()), task -> new Thread(task, "jdock reads errors").start());
        String output = text(process.getInputStream());
        return new ExecResult(process.waitFor(), output, errors.join());
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
