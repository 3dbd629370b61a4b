package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.image.LocalStore;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Descriptor;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.SpecWarnings;
import io.jdock.plan.Explainer;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.Owner;
import io.jdock.plan.Plan;
import io.jdock.plan.PlanException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The front door: starts containers and ends those that still run when it is closed. Safe for use by several threads; a
 * program needs one only.
 */
public final class Jdock implements AutoCloseable {
    private static final int PREFIX_BYTES = 4;
    private static final String ROOT = "/"; // a specification has absolute paths only

    private final HostFacts host;
    private final ResourceTranslator resources;
    private final ControlGroups groups;
    private final Supplier<Planning> planning;
    private final Preparations preparations;
    private final SavedPrograms saved;
    private final Launcher launcher = new Launcher();
    private final KnownExecutables executables;
    private final Networks networks;
    private final Watcher watcher = new Watcher();
    private final Joiner joiner;
    private final String idPrefix = randomPrefix();
    private final AtomicInteger ids = new AtomicInteger();
    private final Set<Container> running = ConcurrentHashMap.newKeySet();
    private final Starts starts = new Starts();
    private final RootCopies copies;
    private final Rehearsal rehearsal;
    private final Map<Path, LaunchServer> servers = new ConcurrentHashMap<>(); // by their sockets

    Jdock(HostFacts host, SeccompFilters seccomp, RootCopies copies, Optional<KeptPrograms> kept) {
        HostSources sources = new HostSources();
        List<String> javaConfiguration = javaConfiguration();
        this.host = host;
        this.copies = copies;
        this.resources = new ResourceTranslator(host, sources);
        this.groups = new ControlGroups(host, Optional.empty());
        this.rehearsal = Rehearsal.of(host, seccomp, launcher, knows(kept));
        this.executables = new KnownExecutables(launcher, kept);
        this.networks = new Networks(host, executables, idPrefix);
        Function<Sources, Planning> plannings = looked -> new Planning(host, looked, seccomp, javaConfiguration);
        this.planning = new Once<>(() -> plannings.apply(sources));
        SpecPrograms programs = new SpecPrograms(kept, host, javaConfiguration);
        this.preparations = new Preparations(plannings, launcher, programs);
        this.saved = new SavedPrograms(plannings, launcher, programs);
        this.joiner = new Joiner(
                launcher,
                watcher,
                new Once<>(() -> new LaunchFactory(host, sources, seccomp)),
                Optional.of(new JoinPrograms(host, launcher, kept)));
    }

    /**
     * Looks at the machine and gets ready.
     *
     * @throws io.jdock.host.HostException if no container can be started on this machine; the message says why
     */
    public static Jdock open() {
        return open(KeptPrograms.ofThisJvm());
    }

    /** The same with the programs of other JVMs. */
    static Jdock open(Optional<KeptPrograms> kept) {
        SeccompFilters seccomp = new SeccompFilters(Architecture.current());
        if (!knows(kept)) {
            seccomp.prepare();
            Rehearsal.ofProgram();
        }
        HostFacts host = HostProbe.probe();
        host.requireSupported();
        return new Jdock(
                host,
                seccomp,
                new RootCopies(host, () -> LocalStore.openOfCaller().copies()),
                kept);
    }

    private static boolean knows(Optional<KeptPrograms> kept) {
        return kept.isPresent() && !kept.get().isEmpty();
    }

    /** What this machine has and lets the caller do. */
    public HostFacts host() {
        return host;
    }

    /**
     * What {@link #start} would do, without doing it.
     *
     * @throws PlanException if the container is not to be had on this machine
     */
    public Plan plan(ContainerSpec spec) {
        String id = newId();
        RuntimeSpec configuration = planning.get().configuration(spec);
        RuntimeSpec complete = Planning.complete(configuration, spec, id);
        return planning.get().plan(spec, configuration, groups.entryOfPlanned(id, complete));
    }

    /**
     * What {@link #start} would do, as text for people: each step with its system calls and its reason.
     *
     * @throws PlanException if the container is not to be had on this machine
     */
    public String explain(ContainerSpec spec) {
        return Explainer.text(plan(spec));
    }

    /** The OCI configuration that says the same as a specification; each call gives it another host name. */
    public RuntimeSpec configuration(ContainerSpec spec) {
        return Planning.complete(planning.get().configuration(spec), spec, newId());
    }

    /**
     * Starts a container and returns when its application runs.
     *
     * @throws ContainerException if a limit cannot be kept or a step fails; then nothing of it is left
     * @throws PlanException if the container is not to be had on this machine
     * @throws IllegalArgumentException if a value of the specification has no meaning; the message names it
     */
    public Container start(ContainerSpec spec) throws IOException {
        if (copies.serve(spec)) {
            return startOnce(spec);
        }
        String id = newId();
        starts.begin();
        try {
            return Preparations.serves(spec) ? startPrepared(id, spec) : startUnprepared(id, spec);
        } finally {
            starts.end();
        }
    }

    /** Starts one of which there will hardly be another that is the same. */
    private Container startOnce(ContainerSpec spec) throws IOException {
        if (copies.serve(spec)) {
            return copies.start(spec, this::startOnce);
        }
        starts.begin();
        try {
            return startUnprepared(newId(), spec);
        } finally {
            starts.end();
        }
    }

    private Container startUnprepared(String id, ContainerSpec spec) throws IOException {
        RuntimeSpec configuration = planning.get().configuration(spec);
        return start(
                id,
                Planning.complete(configuration, spec, id),
                ROOT,
                group -> planning.get().plan(spec, configuration, group.entry()),
                () -> Doors.of(id, spec, executables, networks),
                spec.streams());
    }

    private Container startPrepared(String id, ContainerSpec spec) throws IOException {
        try {
            return start(id, spec, preparations.take(spec));
        } catch (Launcher.OutdatedException e) {
            return start(id, spec, preparations.takeAnew(spec));
        }
    }

    private Container start(String id, ContainerSpec spec, Preparation preparation) throws IOException {
        try (Preparation ready = preparation) {
            Configuration configuration = Configuration.of(
                    spec, () -> Planning.complete(ready.configuration().get(), spec, id));
            return bear(
                    id,
                    configuration,
                    ROOT,
                    ready.startable(),
                    ready.fits(),
                    ControlGroups.none(id, configuration.walled()),
                    Doors.of(id, spec, executables, networks),
                    spec.streams());
        } catch (IOException | RuntimeException | Error e) {
            preparations.forget(spec);
            throw e;
        }
    }

    /**
     * Starts a container as an OCI configuration says, its application being PID 1.
     *
     * @param configuration valid, as {@link io.jdock.oci.ConfigReader} gives it
     * @param bundle directory that relative paths of the configuration start at
     * @param streams a terminal exactly if {@code process.terminal} is true
     * @throws ContainerException if a limit cannot be kept or a step fails; then nothing of it is left
     * @throws PlanException if the container is not to be had on this machine
     */
    public Container start(RuntimeSpec configuration, Path bundle, Streams streams) throws IOException {
        String directory = bundle.toAbsolutePath().toString();
        String id = newId();
        SpecWarnings.of(configuration)
                .forEach(warning -> LoggerFactory.getLogger(Jdock.class).warn("container {}: {}", id, warning));
        starts.begin();
        try {
            return start(
                    id,
                    configuration,
                    directory,
                    group -> planning.get().plan(configuration, directory, group.entry()),
                    () -> Doors.closed(id, executables),
                    streams);
        } finally {
            starts.end();
        }
    }

    /**
     * Writes an executable that starts such a container each time it is executed, with nothing of this JVM in between. The
     * application gets the working directory, the streams, the arguments and the environment of whoever executes it, and
     * the signals it is sent; its exit status is the application's. It serves this user on this machine, as long as what the
     * volumes have as their sources stays. The container ends when the parent of the executable ends, or this JVM.
     *
     * @param spec its command is the program alone; the environment is what is set over the caller's. Working directory and
     *     streams are not looked at
     * @param file in an existing directory; replaced if it exists
     * @throws PlanException if the container is not to be had on this machine
     * @throws IllegalArgumentException if that {@link #canSave cannot be}
     */
    public void save(ContainerSpec spec, Path file) throws IOException {
        obstacleToSave(spec).ifPresent(obstacle -> {
            throw new IllegalArgumentException(obstacle + "; have an engine serve it");
        });
        ProcessIdentity owner = ProcessIdentity.ofThisJvm();
        launcher.save(saved.of(spec, newId()), new Owner(owner.pid(), owner.startTime()), file);
    }

    /** Whether {@link #save} can do without an engine what {@link #serve} does with one: nobody has to look after the container. */
    public static boolean canSave(ContainerSpec spec) {
        return obstacleToSave(spec).isEmpty();
    }

    private static Optional<String> obstacleToSave(ContainerSpec spec) {
        if (!spec.limits().none() || spec.controlGroup()) {
            return Optional.of(
                    "limits: an executable of its own has none, for nobody would remove the control group that"
                            + " they take; ulimits are possible");
        }
        if (spec.network() == NetworkMode.PRIVATE || spec.network() == NetworkMode.NAMED) {
            return Optional.of(
                    "network: an executable of its own has no private network and none with others, for nobody"
                            + " would carry what goes out of it");
        }
        return spec.hasGateway()
                ? Optional.of(
                        "publishedPorts, hostLoopback: an executable of its own has none, for nobody would carry what"
                                + " goes through them")
                : Optional.empty();
    }

    /**
     * Writes an executable that has this engine start such a container each time it is executed. For the application, it is as with
     * {@link #save}; but since there is an engine, the container may have all that containers have: limits, a private network or
     * one with others, ports. It ends with the process that executes the file, with that one's parent, or with this engine.
     *
     * @param spec its command is followed by the arguments of whoever executes the file; the environment is what is set over the
     *     caller's. Working directory and streams are not looked at
     * @param file in an existing directory; replaced if it exists
     * @param socket by which the executable reaches this engine, in an existing directory; replaced if it exists, and removed by
     *     {@link #close}. Whoever may connect to it and is this user can have such a container started
     * @throws PlanException if the container is not to be had on this machine
     */
    public void serve(ContainerSpec spec, Path file, Path socket) throws IOException {
        serve(spec, each -> each, file, socket);
    }

    /** What one of several containers has that the others have not. */
    @FunctionalInterface
    public interface Change {
        /**
         * The container as it is to be started.
         *
         * @param spec as it would be
         * @throws IOException for which it is not started
         */
        ContainerSpec of(ContainerSpec spec) throws IOException;
    }

    /**
     * The same, where each container may differ.
     *
     * @param change is given each one as it is about to be started, with all of its arguments; safe for use by several threads
     */
    public void serve(ContainerSpec spec, Change change, Path file, Path socket) throws IOException {
        var unused = plan(spec); // what fails each time is told now
        Path absolute = socket.toAbsolutePath();
        LaunchServer former = servers.remove(absolute);
        if (former != null) {
            former.close();
        }
        LaunchServer server =
                LaunchServer.open(this::startOnce, spec, change, host.caller().uid(), absolute);
        try {
            launcher.save(ClientProgram.make(absolute), file);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        servers.put(absolute, server);
    }

    private Container start(
            String id,
            RuntimeSpec configuration,
            String bundle,
            Function<ControlGroup, Plan> plans,
            DoorMaker doors,
            Streams streams)
            throws IOException {
        ControlGroup group = groups.make(id, configuration);
        try {
            Plan plan = plans.apply(group);
            try (Descriptor executable = launcher.executable(plan)) {
                return bear(
                        id,
                        Configuration.of(configuration),
                        bundle,
                        Startable.of(executable, plan),
                        () -> true,
                        group,
                        doors.make(),
                        streams);
            }
        } catch (IOException | RuntimeException | Error e) {
            group.remove();
            throw e;
        }
    }

    private Container bear(
            String id,
            Configuration configuration,
            String bundle,
            Startable program,
            BooleanSupplier fits,
            ControlGroup group,
            Doors doors,
            Streams streams)
            throws IOException {
        HookRunner hooks = new HookRunner(configuration, id, bundle);
        Birth birth = new Birth(id, configuration, launcher, hooks, doors, fits);
        Started started = start(birth, program, group, doors, hooks, streams);
        Container container = new Container(id, configuration, started, group, doors, resources, joiner, ended -> {
            running.remove(ended);
            hooks.afterEnd();
        });
        try {
            hooks.afterStart(started.pid());
            return hold(container);
        } catch (IOException | RuntimeException | Error e) {
            hold(container).destroyForcibly();
            container.onExit().join();
            throw e;
        }
    }

    /** What fails once it has begun has an end too (runtime.md, "Lifecycle", steps 3 to 7 refer to step 12). */
    private static Started start(
            Birth birth, Startable program, ControlGroup group, Doors doors, HookRunner hooks, Streams streams)
            throws IOException {
        try {
            return birth.start(program, streams);
        } catch (IOException | RuntimeException | Error e) {
            doors.close();
            group.remove();
            hooks.afterEnd();
            throw e;
        }
    }

    /** Takes the host's ports once all else is known to be possible. */
    private interface DoorMaker {
        Doors make() throws IOException;
    }

    private Container hold(Container container) {
        running.add(container);
        watcher.add(container);
        return container;
    }

    /**
     * Ends all containers that still run: asks first, kills after 3 seconds. One that is being started is ended likewise as soon
     * as its application runs; if that takes 3 seconds, it is killed by the end of the JVM. A hook of the JVM's end calls this while a
     * build tool closes the class loader, hence no lambdas here, which are classes to be loaded.
     */
    @Override
    public void close() {
        for (LaunchServer server : servers.values()) {
            server.close();
        }
        starts.awaitNone(
                MonitoredProcess.GRACE); // an application may run already, though its start has not returned yet
        List<Container> left = List.copyOf(running);
        for (Container container : left) {
            container.destroy();
        }
        for (Container container : left) {
            container.onExit().join();
        }
        rehearsal.close();
        copies.close();
        networks.close();
        preparations.close();
        watcher.close();
    }

    /** Eight digits that no other JVM has, and four that count. */
    private String newId() {
        return idPrefix + HexFormat.of().toHexDigits((short) ids.getAndIncrement());
    }

    /** Not by SecureRandom, whose providers cost a cold JVM 20 ms: nothing depends on ids being hard to guess. */
    private static String randomPrefix() {
        try (InputStream random = new FileInputStream("/dev/urandom")) {
            return HexFormat.of().formatHex(random.readNBytes(PREFIX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /dev/urandom", e);
        }
    }

    private static List<String> javaConfiguration() {
        String[] all = new File("/etc").list();
        List<String> names = new ArrayList<>();
        for (String name : all == null ? new String[0] : all) {
            if (name.startsWith("java-")) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }
}
