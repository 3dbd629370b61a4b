package io.jdock.junit;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerProcess;
import io.jdock.container.ContainerSpec;
import io.jdock.container.ExecSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.NetworkMember;
import io.jdock.container.PublishedPort;
import io.jdock.container.Volume;
import io.jdock.oci.ProcessSpec;
import io.jdock.service.Health;
import io.jdock.service.Readiness;
import io.jdock.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A service that tests use, in a container. Its description is immutable: each {@code with} method returns another one. The
 * methods that ask what runs work between start and stop, which are the extension's.
 */
public final class ServiceContainer {

    private final Settings settings;
    private final AtomicReference<Service> service = new AtomicReference<>();

    /** What a service is, before anything of it is changed. */
    sealed interface Origin {
        /** All of it is given. */
        record Given(ContainerSpec spec) implements Origin {}

        /**
         * An image, which says the rest.
         *
         * @param arguments of its program, in the place of its own; empty for those
         */
        record OfImage(String name, List<String> arguments) implements Origin {
            public OfImage {
                arguments = List.copyOf(arguments);
            }
        }
    }

    /**
     * What a service is, apart from whether it runs.
     *
     * @param name empty for that of the field
     * @param changes of the origin, one after the other
     * @param readiness empty for the first of the exposed ports, if there is one
     * @param health empty for the image's, if it has one
     */
    record Settings(
            Optional<String> name,
            Origin origin,
            List<UnaryOperator<ContainerSpec.Builder>> changes,
            Optional<Readiness> readiness,
            Optional<HealthCheck> health,
            List<ServiceContainer> dependencies,
            boolean reuse) {

        static Settings of(Origin origin) {
            return new Settings(
                    Optional.empty(), origin, List.of(), Optional.empty(), Optional.empty(), List.of(), false);
        }

        Settings {
            changes = List.copyOf(changes);
            dependencies = List.copyOf(dependencies);
        }

        /** The same but for what is changed in a draft of it. */
        Settings with(Consumer<Draft> change) {
            Draft draft = new Draft(this);
            change.accept(draft);
            return draft.settings();
        }

        /** What is to be started. An image is asked for now, and fetched if it is not there. */
        Described describe(ImagesByName images) throws IOException, InterruptedException {
            if (!(origin instanceof Origin.OfImage wanted)) {
                return new Described(described(), health, Optional.empty());
            }
            ContainerImage image = images.image(wanted.name());
            List<String> command = image.command(wanted.arguments());
            if (command.isEmpty()) {
                throw new IllegalArgumentException(
                        "the image " + wanted.name() + " does not say what it runs; give the command with it");
            }
            ContainerSpec.Builder spec = ContainerSpec.builder().command(command);
            image.applyTo(spec);
            return new Described(changed(spec).build(), health.or(image::healthCheck), Optional.of(image));
        }

        /** The container as far as it is known without its image, whose name stands for its program. */
        private ContainerSpec described() {
            if (origin instanceof Origin.OfImage image) {
                List<String> command = new ArrayList<>(List.of(image.name()));
                command.addAll(image.arguments());
                return changed(ContainerSpec.builder().command(command)).build();
            }
            return changed(((Origin.Given) origin).spec().toBuilder()).build();
        }

        private ContainerSpec.Builder changed(ContainerSpec.Builder spec) {
            ContainerSpec.Builder result = spec;
            for (UnaryOperator<ContainerSpec.Builder> change : changes) {
                result = change.apply(result);
            }
            return result;
        }

        /** The same for services that are alike, however they were described. */
        Object key() {
            return List.of(origin.getClass(), described(), health);
        }

        Readiness ready() {
            return readiness.orElseGet(() -> described().publishedPorts().stream()
                    .filter(port -> port.protocol() == PublishedPort.Protocol.TCP)
                    .findFirst()
                    .map(port -> Wait.forListeningPort(port.containerPort()))
                    .orElseGet(Readiness::atOnce));
        }
    }

    /** Settings that are being changed. */
    private static final class Draft {
        private final Origin origin;
        private final List<UnaryOperator<ContainerSpec.Builder>> changes;
        private Optional<String> name;
        private Optional<Readiness> readiness;
        private Optional<HealthCheck> health;
        private List<ServiceContainer> dependencies;
        private boolean reuse;

        Draft(Settings settings) {
            origin = settings.origin;
            changes = new ArrayList<>(settings.changes);
            name = settings.name;
            readiness = settings.readiness;
            health = settings.health;
            dependencies = settings.dependencies;
            reuse = settings.reuse;
        }

        Settings settings() {
            return new Settings(name, origin, changes, readiness, health, dependencies, reuse);
        }
    }

    /**
     * A service with all that its image says.
     *
     * @param health what it is looked after by, if it is
     */
    record Described(ContainerSpec spec, Optional<HealthCheck> health, Optional<ContainerImage> image) {}

    /** Where images come from. */
    interface ImagesByName {
        ContainerImage image(String name) throws IOException, InterruptedException;
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
        return new ServiceContainer(Settings.of(new Origin.Given(spec)));
    }

    /**
     * An image, such as {@code postgres:16}, with its own program, environment and user. It is taken from the store when the
     * service is started, and fetched from its registry if it is not there.
     *
     * @param arguments of its program, in the place of those that the image has
     */
    public static ServiceContainer ofImage(String image, String... arguments) {
        return new ServiceContainer(Settings.of(new Origin.OfImage(image, List.of(arguments))));
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
     * Lets the container reach ports of this machine's loopback interface, such as that of a server in the tests' own JVM, at the same
     * numbers of {@code 127.0.0.1}, by TCP.
     *
     * @param ports 1 to 65535
     */
    public ServiceContainer withHostLoopback(int... ports) {
        return with(spec -> spec.hostLoopback(ports));
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
        NetworkMember member = settings.described()
                .member()
                .orElseThrow(() -> new IllegalStateException("no network has these aliases: give withNetwork first"));
        return with(spec -> spec.network(
                member.network(),
                Stream.concat(member.aliases().stream(), Arrays.stream(aliases)).toArray(String[]::new)));
    }

    private String[] aliases() {
        return settings.described()
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
        return changed(draft -> draft.changes.add(change));
    }

    /** When it is ready; without this, when something listens on the first of the exposed ports, if there is one. */
    public ServiceContainer waitingFor(Readiness readiness) {
        return changed(draft -> draft.readiness = Optional.of(readiness));
    }

    /**
     * What tells whether it works, in the place of its image's {@code HEALTHCHECK}: it is run at its interval as long as the service runs, and
     * is waited for by {@link Wait#forHealthcheck}.
     */
    public ServiceContainer withHealthCheck(HealthCheck check) {
        return changed(draft -> draft.health = Optional.of(check));
    }

    /** When it is given up; without this after a minute. */
    public ServiceContainer withStartupTimeout(Duration timeout) {
        return waitingFor(settings.ready().withTimeout(timeout));
    }

    /** The services that have to be ready before this one is started: fields of the same class, or static ones of an outer one. */
    public ServiceContainer dependsOn(ServiceContainer... others) {
        return changed(draft -> draft.dependencies = List.of(others));
    }

    /** Its name in messages and of its log file; without this, the field's. */
    public ServiceContainer named(String name) {
        return changed(draft -> draft.name = Optional.of(name));
    }

    /** Whether equal services of several classes are one, which runs until the last test of this JVM. */
    public ServiceContainer withReuse(boolean reuse) {
        return changed(draft -> draft.reuse = reuse);
    }

    private ServiceContainer changed(Consumer<Draft> change) {
        return new ServiceContainer(settings.with(change));
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

    /** Whether it runs, and its health check has succeeded and not failed too often since; false if it has none. */
    public boolean isHealthy() {
        return service()
                .flatMap(it -> it.state().health())
                .filter(Health.HEALTHY::equals)
                .isPresent();
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
