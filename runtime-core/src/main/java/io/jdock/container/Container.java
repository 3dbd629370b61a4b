package io.jdock.container;

import io.jdock.cgroup.CgroupStats;
import io.jdock.container.Launcher.Started;
import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * A running container, held as the process of its application: {@link #waitFor} gives the application's exit status,
 * {@link #destroy} ends the container as a whole. Safe for use by several threads.
 */
public final class Container extends MonitoredProcess {
    private final String id;
    private final Configuration configuration;
    private final ControlGroup group;
    private final Doors doors;
    private final ResourceTranslator resources;
    private final Joiner joiner;
    private final Consumer<Container> onEnd;

    Container(
            String id,
            Configuration configuration,
            Started started,
            ControlGroup group,
            Doors doors,
            ResourceTranslator resources,
            Joiner joiner,
            Consumer<Container> onEnd) {
        super(started);
        this.id = id;
        this.configuration = configuration;
        this.group = group;
        this.doors = doors;
        this.resources = resources;
        this.joiner = joiner;
        this.onEnd = onEnd;
    }

    /** A name of 12 hexadecimal digits, unlike that of any other container. */
    public String id() {
        return id;
    }

    /** The OCI configuration that the container was made from. */
    public RuntimeSpec spec() {
        return configuration.spec();
    }

    /**
     * Starts a further process in the container: in all of its namespaces and limits, with its rights or fewer.
     *
     * @throws ContainerException if the container has ended or the process cannot be started
     */
    public ContainerProcess exec(ExecSpec process) throws IOException {
        ContainerProcess joined = joiner.join(this, process);
        if (!configuration.walled()) {
            var unused = onExit().thenRun(joined::destroyForcibly); // else the kernel does it
        }
        return joined;
    }

    /** The ports that lead into the container, each with the port of the host that it became. */
    public List<PublishedPort> publishedPorts() {
        return doors.published();
    }

    /**
     * The port of the host that leads to a port of the container, by TCP if it was published for both protocols.
     *
     * @throws IllegalArgumentException if the port was not published
     */
    public int hostPort(int containerPort) {
        return doors.published().stream()
                .filter(port -> port.containerPort() == containerPort)
                .min(Comparator.comparing(PublishedPort::protocol))
                .orElseThrow(() -> new IllegalArgumentException(
                        "port " + containerPort + " of " + this + " is not published; " + doors.published() + " are"))
                .hostPort();
    }

    /** Where the container is on its named network, first by IPv4; empty if it is on none. */
    public List<InetAddress> addresses() {
        return doors.addresses();
    }

    /**
     * What the container tried to reach on other machines and its {@link ContainerSpec#egress() egress} rules do not allow: the
     * first 100 destinations, in the order of the first attempts. An attempt is among them as soon as
     * it has failed.
     */
    public List<RefusedConnection> refusedConnections() {
        return doors.refused();
    }

    Configuration configuration() {
        return configuration;
    }

    ControlGroup controlGroup() {
        return group;
    }

    /**
     * What the container uses now.
     *
     * @throws ContainerException if it has ended, or has no control group: one comes with {@link ContainerSpec#limits()} or
     *     {@link ContainerSpec#controlGroup()}
     */
    public CgroupStats stats() throws IOException {
        return group.stats();
    }

    /**
     * What the container uses now, in short; nothing, if it has ended.
     *
     * @throws IOException if this machine's processes cannot be looked at
     */
    public Usage usage() throws IOException {
        return group.isNone() || !isAlive() ? Usage.of(tasks()) : Usage.of(stats());
    }

    /**
     * Its processes now, in the order of their numbers; none, if it has ended.
     *
     * @throws IOException if this machine's processes cannot be looked at
     */
    public List<ContainerTask> tasks() throws IOException {
        if (!isAlive()) {
            return List.of();
        }
        if (!group.isNone()) {
            return ProcessTable.tasks(group.processes());
        }
        return ProcessTable.tasks(configuration.walled() ? ProcessTable.sharingPidNamespace(pid()) : family());
    }

    /** What the first process has started and what came of it: all that is known of a container with neither wall nor group. */
    private List<Long> family() {
        return ProcessHandle.of(pid())
                .map(first -> Stream.concat(Stream.of(first), first.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
    }

    /**
     * Stops all processes where they are, and returns when they have stopped.
     *
     * @throws ContainerException if the container has ended or has no control group, or a process cannot be stopped
     */
    public void pause() throws IOException {
        group.pause();
    }

    /**
     * Lets all processes go on; does nothing if they are not paused.
     *
     * @throws ContainerException if the container has ended or has no control group
     */
    public void resume() throws IOException {
        group.resume();
    }

    /** Whether all processes are stopped by {@link #pause()}. */
    public boolean paused() throws IOException {
        return group.paused();
    }

    /**
     * Changes limits; those that are empty stay as they are. Either all are changed or none.
     *
     * @throws ContainerException if the container has ended, or a limit cannot be kept; the message names it
     */
    public void update(Limits limits) throws IOException {
        update(resources.translate(limits));
    }

    /** The same in OCI's terms, which has more limits. */
    public void update(LinuxResources limits) throws IOException {
        group.update(limits);
    }

    /**
     * Whether the kernel has killed one of the container's processes because its memory limit was reached. That a process
     * inside goes on without the one that was killed is possible.
     */
    public boolean oomKilled() {
        return group.outOfMemory();
    }

    /** Whether a process or thread could not be made inside because the limit of {@link Limits#pids} was reached. */
    public boolean pidsExhausted() {
        return group.outOfProcesses();
    }

    /**
     * Asks the application to end (SIGTERM, or {@link ContainerSpec#stopSignal}), and kills the whole container if it has not done so after 3 seconds. A paused
     * container is resumed for that.
     */
    @Override
    public void destroy() {
        super.destroy();
        try {
            if (group.paused()) {
                group.resume();
            }
        } catch (ContainerException e) {
            LoggerFactory.getLogger(Container.class).debug("{} has just ended, or will be killed", this, e);
        }
    }

    @Override
    Signal stopSignal() {
        return ContainerSpec.stopSignal(configuration.annotations());
    }

    /** Kills all processes of the container at once, paused or not. */
    @Override
    public Process destroyForcibly() {
        group.beforeKill();
        return super.destroyForcibly();
    }

    @Override
    boolean finishesAtOnce() {
        return group.isNone()
                && doors.none()
                && configuration.hooks().poststop().isEmpty();
    }

    @Override
    void ended() {
        doors.close();
        group.remove();
        onEnd.accept(this);
    }

    @Override
    public String toString() {
        return "container " + id;
    }
}
