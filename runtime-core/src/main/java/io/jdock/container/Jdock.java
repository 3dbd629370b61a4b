package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.oci.ContainerState;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Plan;
import io.jdock.plan.PlanException;
import io.jdock.plan.Planner;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The front door: starts containers and ends those that still run when it is closed. Safe for use by several threads; a
 * program needs one only.
 */
public final class Jdock implements AutoCloseable {
    private static final int PREFIX_BYTES = 4;
    private static final String ROOT = "/";

    private final HostFacts host;
    private final ResourceTranslator resources;
    private final SpecTranslator translator;
    private final ControlGroups groups;
    private final LaunchFactory launches;
    private final Launcher launcher = new Launcher();
    private final Joiner joiner;
    private final String idPrefix = randomPrefix();
    private final AtomicInteger ids = new AtomicInteger();
    private final Set<Container> running = ConcurrentHashMap.newKeySet();

    private Jdock(HostFacts host, SeccompFilters seccomp) {
        HostSources sources = new HostSources();
        this.host = host;
        this.launches = new LaunchFactory(host, sources, seccomp);
        this.resources = new ResourceTranslator(host, sources);
        this.translator =
                new SpecTranslator(host, sources, new HostSystem(sources, javaConfiguration()), resources, seccomp);
        this.groups = new ControlGroups(host);
        this.joiner = new Joiner(launcher, launches);
    }

    /**
     * Looks at the machine and gets ready.
     *
     * @throws io.jdock.host.HostException if no container can be started on this machine; the message says why
     */
    public static Jdock open() {
        SeccompFilters seccomp = new SeccompFilters(Architecture.current());
        seccomp.prepare(SpecTranslator.DEFAULT_CAPABILITIES);
        HostFacts host = HostProbe.probe();
        host.requireSupported();
        return new Jdock(host, seccomp);
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
        RuntimeSpec configuration = translator.translate(spec, id);
        return plan(configuration, ROOT, spec.init(), groups.entryOfPlanned(id, configuration));
    }

    /** The OCI configuration that says the same as a specification; each call gives it another host name. */
    public RuntimeSpec configuration(ContainerSpec spec) {
        return translator.translate(spec, newId());
    }

    private Plan plan(RuntimeSpec configuration, String bundle, boolean init, CgroupEntry group) {
        return Planner.create(configuration, launches.create(configuration, bundle, init, group));
    }

    /**
     * Starts a container and returns when its application runs.
     *
     * @throws ContainerException if a limit cannot be kept or a step fails; then nothing of it is left
     * @throws PlanException if the container is not to be had on this machine
     * @throws IllegalArgumentException if a value of the specification has no meaning; the message names it
     */
    public Container start(ContainerSpec spec) throws IOException {
        String id = newId();
        return start(id, translator.translate(spec, id), ROOT, spec.init(), spec.streams());
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
        return start(newId(), configuration, bundle.toAbsolutePath().toString(), false, streams);
    }

    private Container start(String id, RuntimeSpec configuration, String bundle, boolean init, Streams streams)
            throws IOException {
        ControlGroup group = groups.make(id, configuration);
        try {
            HookRunner hooks = new HookRunner(configuration, id, bundle);
            Started started = new Birth(configuration, launcher, hooks)
                    .start(plan(configuration, bundle, init, group.entry()), streams);
            return hold(new Container(id, configuration, started, group, resources, joiner, ended -> {
                running.remove(ended);
                hooks.tryAll("poststop", configuration.hooks().poststop(), ContainerState.STOPPED, null);
            }));
        } catch (IOException | RuntimeException | Error e) {
            group.remove();
            throw e;
        }
    }

    private Container hold(Container container) {
        running.add(container);
        container.watch();
        return container;
    }

    /** Ends all containers that still run: asks first, kills after 3 seconds. */
    @Override
    public void close() {
        List<Container> left = List.copyOf(running);
        left.forEach(Container::destroy);
        left.forEach(container -> container.onExit().join());
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
        String[] names = new File("/etc").list((directory, name) -> name.startsWith("java-"));
        return names == null ? List.of() : Stream.of(names).sorted().toList();
    }
}
