package io.jdock.container;

import io.jdock.cgroup.CgroupStats;
import io.jdock.container.ContainerDirectory.Lock;
import io.jdock.container.Creation.Result;
import io.jdock.container.Creation.Workshop;
import io.jdock.container.Launcher.Started;
import io.jdock.host.Caller;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Signal;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.SpecWarnings;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The operations of the OCI runtime specification (runtime.md, "Operations"): containers are created, started and deleted
 * by separate commands, each in a JVM of its own, and live on in between. What one command leaves for the next lies in a
 * directory. Several commands at once on one container come one after another.
 *
 * <p>All methods throw {@link ContainerException} if the operation is not to be had, and {@link io.jdock.host.HostException} if
 * no container can be started on this machine; their messages are for people.
 */
public final class OciRuntime {
    private static final String PUNCTUATION_OF_IDS = "_+-.";
    private static final int LONGEST_ID = 1024;

    /** To look at the machine takes a command as long as to read a configuration: by the time that is done, this is too. */
    private final Later<Parts> parts;

    private final Consumer<String> warnings;

    private record Parts(Workshop shop, ResourceTranslator resources, Joiner joiner) {}

    private OciRuntime(Later<Parts> parts, Consumer<String> warnings) {
        this.parts = parts;
        this.warnings = warnings;
    }

    private static Parts parts(Path root, HostFacts host, boolean systemd) {
        HostSources sources = new HostSources();
        LaunchFactory launches = new LaunchFactory(host, sources, new SeccompFilters(Architecture.current()));
        Launcher launcher = new Launcher();
        ControlGroups groups =
                new ControlGroups(host, systemd ? Optional.of(ControlGroups.systemdOf(host)) : Optional.empty());
        return new Parts(
                new Workshop(root, host.caller().uid(), groups, launches, launcher),
                new ResourceTranslator(host, sources),
                new Joiner(launcher, new Watcher(), () -> launches, Optional.empty()));
    }

    /**
     * Begins to look at the machine and to get ready; the operations wait for that.
     *
     * @param root directory that remembers containers, made when it is needed; empty for {@code /run/jdock}, and where that
     *     is not the caller's, {@code jdock} in the session's directory
     * @param session the session's directory, XDG_RUNTIME_DIR
     * @param systemd whether systemd makes the control groups of new containers; each gets a scope of its own then, and
     *     {@code linux.cgroupsPath} has the form {@code slice:prefix:name}
     * @param warnings who hears of what is left out of a configuration, or is deprecated, in sentences for people
     */
    public static OciRuntime open(
            Optional<Path> root, Optional<Path> session, boolean systemd, Consumer<String> warnings) {
        Later<Parts> parts = Later.of("host facts", () -> {
            HostFacts host = HostProbe.probe();
            host.requireSupported();
            return parts(
                    root.orElseGet(() -> defaultRoot(host.caller(), session)).toAbsolutePath(), host, systemd);
        });
        return new OciRuntime(parts, warnings);
    }

    private Workshop shop() {
        return parts.get().shop();
    }

    private Joiner joiner() {
        return parts.get().joiner();
    }

    /** Root of a user namespace, as Podman has one without root, is not the machine's root, to whom /run belongs. */
    static Path defaultRoot(Caller caller, Optional<Path> session) {
        boolean superuser = caller.isRoot() && caller.initialUserNamespace();
        return session.filter(directory -> !superuser)
                .map(directory -> directory.resolve("jdock"))
                .orElse(Path.of("/run/jdock"));
    }

    // ---- create and start

    /**
     * Creates a container: everything is in place, and its application waits to be started. It outlives this JVM.
     *
     * @param id letters, digits and {@code _+-.}, not beginning with a dot
     * @param bundle directory of {@code config.json}
     * @throws InvalidSpecException if the configuration is not valid
     * @throws io.jdock.plan.PlanException if the container is not to be had on this machine
     */
    public void create(String id, Path bundle, CreateOptions options) throws IOException {
        create(id, bundle, options, true);
    }

    /**
     * Creates and starts a container that ends with this JVM at the latest.
     *
     * @param keep whether it can still be found when it has ended, until it is deleted
     */
    public Container run(String id, Path bundle, CreateOptions options, boolean keep) throws IOException {
        Result created = create(id, bundle, options, false);
        Doors none = Doors.closed(id, shop().launcher()::executable);
        Container container = new Container(
                id,
                Configuration.of(created.spec()),
                created.started(),
                created.group(),
                none,
                parts.get().resources(),
                joiner(),
                ended -> {
                    if (!keep) {
                        deleteEnded(created);
                    }
                });
        try {
            created.hooks().afterStart(created.started().pid());
            Watcher.alone(container); // this JVM has no other
            return container;
        } catch (IOException | RuntimeException | Error e) {
            Watcher.alone(container);
            container.destroyForcibly();
            container.onExit().join();
            delete(id, true);
            throw e;
        }
    }

    /**
     * What {@link #create} would do, without doing it.
     *
     * @throws io.jdock.plan.PlanException if the container is not to be had on this machine
     */
    public Plan plan(String id, Path bundle) throws IOException {
        Path absolute = bundle.toAbsolutePath().normalize();
        RuntimeSpec spec = new ConfigReader().read(absolute.resolve("config.json"));
        return Planner.create(
                spec,
                shop().launches()
                        .createInTwo(
                                spec,
                                absolute.toString(),
                                true,
                                CreateOptions.NONE,
                                shop().groups().entryOfPlanned(id, spec)));
    }

    private static void deleteEnded(Result created) {
        try {
            created.delete();
        } catch (ContainerException e) {
            LoggerFactory.getLogger(OciRuntime.class).debug("deleted by another command", e);
        } catch (IOException e) {
            LoggerFactory.getLogger(OciRuntime.class).warn("{}", e.getMessage());
        }
    }

    private Result create(String id, Path bundle, CreateOptions options, boolean detached) throws IOException {
        if (!isId(id)) {
            throw ContainerException.of(
                    "create container " + id, "an id has letters, digits and _+-. and does not begin with a dot");
        }
        Path absolute = bundle.toAbsolutePath().normalize();
        Path file = options.configuration().orElse(absolute.resolve("config.json"));
        byte[] document;
        RuntimeSpec spec;
        try {
            document = Files.readAllBytes(file);
            spec = new ConfigReader().read(document, file);
        } catch (IOException e) {
            throw ContainerException.of("read " + file, e);
        }
        SpecWarnings.of(spec).forEach(warnings);
        return Creation.create(
                shop(),
                id,
                absolute,
                activated(HomeDirectory.in(spec, absolute), options.listeningDescriptors()),
                document,
                options,
                detached);
    }

    /** Without a regular expression, which takes a cold JVM milliseconds. */
    private static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!alphanumeric && PUNCTUATION_OF_IDS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty() && !text.startsWith(".") && text.length() <= LONGEST_ID;
    }

    /** Tells the application of its sockets as sd_listen_fds(3) asks for it; it is PID 1. */
    private static RuntimeSpec activated(RuntimeSpec spec, int sockets) {
        ProcessSpec process = spec.process();
        if (sockets == 0 || process == null) {
            return spec;
        }
        List<String> environment = new ArrayList<>(process.env());
        environment.add("LISTEN_FDS=" + sockets);
        environment.add("LISTEN_PID=1");
        return spec.toBuilder()
                .process(process.toBuilder().env(environment).build())
                .build();
    }

    /**
     * Starts the application of a container that was created.
     *
     * @throws ContainerException also if the application cannot be executed; the container has ended then
     */
    public void start(String id) throws IOException {
        try (Lock lock = ContainerDirectory.of(shop().root(), id).lock()) {
            find(id).start();
        }
    }

    // ---- questions

    /** What is known of a container. */
    public ContainerReport state(String id) throws IOException {
        return find(id).report();
    }

    /** All containers below the root directory, sorted by their ids. */
    public List<ContainerReport> list() throws IOException {
        List<ContainerReport> reports = new ArrayList<>();
        for (String id : ContainerDirectory.list(shop().root())) {
            try {
                reports.add(state(id));
            } catch (ContainerException e) {
                LoggerFactory.getLogger(OciRuntime.class).debug("deleted in between: {}", id, e);
            }
        }
        return reports;
    }

    private ExistingContainer find(String id) throws IOException {
        return ExistingContainer.find(shop(), id);
    }

    // ---- while it runs

    /**
     * Stops all processes of a container that is created or runs, and returns when they have stopped.
     *
     * @throws ContainerException also if it has no control group
     */
    public void pause(String id) throws IOException {
        try (Lock lock = ContainerDirectory.of(shop().root(), id).lock()) {
            find(id).pause();
        }
    }

    /** Lets the processes of a paused container go on. */
    public void resume(String id) throws IOException {
        try (Lock lock = ContainerDirectory.of(shop().root(), id).lock()) {
            find(id).resume();
        }
    }

    /**
     * Changes limits; those that are absent stay as they are. Either all are changed or none.
     *
     * @throws ContainerException also if it has no control group, or a limit cannot be kept; the message names it
     */
    public void update(String id, LinuxResources limits) throws IOException {
        try (Lock lock = ContainerDirectory.of(shop().root(), id).lock()) {
            find(id).update(limits);
        }
    }

    /**
     * What a container uses now.
     *
     * @throws ContainerException also if it has no control group
     */
    public CgroupStats stats(String id) throws IOException {
        return find(id).stats();
    }

    /**
     * Waits for the end of a container's first process.
     *
     * @param patience how long, not negative
     * @return whether it has ended by then
     */
    public boolean awaitEnd(String id, Duration patience) throws IOException {
        return find(id).awaitEnd(patience);
    }

    /**
     * Ids on the host of all processes of a container.
     *
     * @throws ContainerException also if it has no control group
     */
    public List<Long> processes(String id) throws IOException {
        return find(id).processes();
    }

    /** The container's own process with what is said of a further one, to be given to {@link #exec}. */
    public ProcessSpec process(String id, ExecSpec further) throws IOException {
        return find(id).process(further);
    }

    /**
     * Starts a further process in a container that is created or runs. It ends with this JVM at the latest.
     *
     * @param process the whole of it, valid
     * @param options not detached
     * @throws ContainerException also if the process cannot be started; {@link ContainerException#exitStatus()} tells why
     * @throws io.jdock.plan.PlanException if the process is not to be had on this machine
     */
    public ContainerProcess exec(String id, ProcessSpec process, ExecOptions options) throws IOException {
        if (options.detached()) {
            throw new IllegalArgumentException("nobody waits for a detached process");
        }
        ContainerProcess started = new ContainerProcess(start(id, process, options));
        // On a thread that ends with it: whoever called ends this JVM then, and HotSpot waits 300 ms for a thread in
        // native code, where one that watches all processes always is (VM_Exit::wait_for_threads_in_native_to_block).
        Watcher.alone(started);
        return started;
    }

    /**
     * The same for one that goes on without this JVM, as the child of whoever adopts orphans.
     *
     * @param options detached
     */
    public void execDetached(String id, ProcessSpec process, ExecOptions options) throws IOException {
        if (!options.detached()) {
            throw new IllegalArgumentException("somebody has to wait for a process that is not detached");
        }
        start(id, process, options);
    }

    private Started start(String id, ProcessSpec process, ExecOptions options) throws IOException {
        SpecWarnings.of(process).forEach(warnings);
        return find(id).exec(joiner(), process, options);
    }

    // ---- the end

    /**
     * Sends a signal to the first process of a container that is created or runs.
     *
     * @param all whether to all other processes too
     */
    public void kill(String id, Signal signal, boolean all) throws IOException {
        find(id).kill(signal, all);
    }

    /**
     * Does nothing but look whether a signal could be sent, as the signal 0 does (kill(2)).
     *
     * @throws ContainerException if the container has ended, or there is none
     */
    public void requireRunning(String id) throws IOException {
        find(id).requireRunning();
    }

    /**
     * Deletes what has ended: its control groups and all that is remembered of it.
     *
     * @param force whether to kill it if it still runs, and to be content if there is no such container
     */
    public void delete(String id, boolean force) throws IOException {
        ContainerDirectory directory;
        try {
            directory = ContainerDirectory.of(shop().root(), id);
        } catch (ContainerException e) {
            if (force) {
                return;
            }
            throw e;
        }
        try (Lock lock = directory.lock()) {
            find(id).delete(force);
        }
    }
}
