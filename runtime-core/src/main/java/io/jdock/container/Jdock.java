package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Descriptor;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Plan;
import io.jdock.plan.PlanException;
import io.jdock.plan.Planner;
import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The front door: starts containers and ends those that still run when it is closed. Safe for use by several threads; a
 * program needs one only.
 */
public final class Jdock implements AutoCloseable {
    private static final int ID_BYTES = 6;

    private final HostFacts host;
    private final SpecTranslator translator;
    private final LaunchFactory launches;
    private final Launcher launcher = new Launcher();
    private final Joiner joiner;
    private final SecureRandom random = new SecureRandom();
    private final Set<Container> running = ConcurrentHashMap.newKeySet();

    private Jdock(HostFacts host) {
        HostSources sources = new HostSources();
        this.host = host;
        this.launches = new LaunchFactory(host, sources);
        this.translator = new SpecTranslator(host, sources, new HostSystem(sources, javaConfiguration()));
        this.joiner = new Joiner(launcher, launches);
    }

    /**
     * Looks at the machine and gets ready.
     *
     * @throws io.jdock.host.HostException if no container can be started on this machine; the message says why
     */
    public static Jdock open() {
        HostFacts host = HostProbe.probe();
        host.requireSupported();
        return new Jdock(host);
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
        RuntimeSpec configuration = translator.translate(spec, newId());
        return Planner.create(configuration, launches.create(spec.init()));
    }

    /**
     * Starts a container and returns when its application runs.
     *
     * @throws ContainerException if a step fails; then nothing of it is left
     * @throws PlanException if the container is not to be had on this machine
     * @throws IllegalArgumentException if a value of the specification has no meaning; the message names it
     */
    public Container start(ContainerSpec spec) throws IOException {
        String id = newId();
        RuntimeSpec configuration = translator.translate(spec, id);
        Plan plan = Planner.create(configuration, launches.create(spec.init()));
        try (Descriptor executable = launcher.executable(plan)) {
            Started started = launcher.start(plan, executable, spec.streams(), List.of(), (pause, pid) -> {});
            Container container = new Container(id, configuration, started, joiner, running::remove);
            running.add(container);
            container.watch();
            return container;
        }
    }

    /** Ends all containers that still run: asks first, kills after 3 seconds. */
    @Override
    public void close() {
        List<Container> left = List.copyOf(running);
        left.forEach(Container::destroy);
        left.forEach(container -> container.onExit().join());
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static List<String> javaConfiguration() {
        String[] names = new File("/etc").list((directory, name) -> name.startsWith("java-"));
        return names == null ? List.of() : Stream.of(names).sorted().toList();
    }
}
