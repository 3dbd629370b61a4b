package io.jdock.container;

import io.jdock.cgroup.CgroupStats;
import io.jdock.container.Creation.Workshop;
import io.jdock.container.Joiner.Target;
import io.jdock.container.Launcher.Started;
import io.jdock.container.Launcher.Waiting;
import io.jdock.container.StatusChannel.Received;
import io.jdock.container.StoredContainer.Phase;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Signal;
import io.jdock.kernel.UnixSocket;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.ContainerState;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.State;
import io.jdock.plan.Group;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import io.jdock.plan.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A container that another command created, as its directory and the kernel tell of it. */
final class ExistingContainer {
    /** The words that callers look for. */
    private static final String NOT_RUNNING = "container not running";

    private static final Duration DEATH_PATIENCE = Duration.ofSeconds(30);

    private final Workshop shop;
    private final ContainerDirectory directory;
    private final StoredContainer stored;
    private final RuntimeSpec spec;
    private final ControlGroup group;
    private final HookRunner hooks;

    private ExistingContainer(Workshop shop, ContainerDirectory directory, StoredContainer stored, RuntimeSpec spec) {
        this.shop = shop;
        this.directory = directory;
        this.stored = stored;
        this.spec = spec;
        this.group = shop.groups().find(stored.id(), spec, stored.cgroup());
        this.hooks = new HookRunner(
                Configuration.of(spec), stored.id(), stored.bundle().toString());
    }

    /**
     * Looks it up.
     *
     * @throws ContainerException if there is none of that id
     */
    static ExistingContainer find(Workshop shop, String id) throws IOException {
        ContainerDirectory directory = ContainerDirectory.of(shop.root(), id);
        return new ExistingContainer(
                shop, directory, directory.read(), new ConfigReader().read(directory.configuration()));
    }

    private ContainerState status() throws IOException {
        if (stored.phase() == Phase.CREATING && stored.creator().isAlive()) {
            return ContainerState.CREATING;
        }
        boolean alive = stored.process().filter(ProcessIdentity::isAlive).isPresent();
        if (!alive || stored.phase() == Phase.CREATING) {
            return ContainerState.STOPPED;
        }
        if (group.paused()) {
            return ContainerState.PAUSED;
        }
        return stored.phase() == Phase.CREATED ? ContainerState.CREATED : ContainerState.RUNNING;
    }

    ContainerReport report() throws IOException {
        ContainerState status = status();
        Long pid = status == ContainerState.STOPPED
                ? null
                : stored.process().map(process -> (long) process.pid()).orElse(null);
        return new ContainerReport(
                new State(
                        spec.ociVersion(),
                        stored.id(),
                        status,
                        pid,
                        stored.bundle().toString(),
                        spec.annotations()),
                stored.bundle().resolve(spec.root().path()).normalize(),
                stored.created(),
                stored.owner());
    }

    private ContainerException refused(String verb, String problem) {
        return ContainerException.of(verb + " container " + stored.id(), problem);
    }

    // ---- start

    /** The caller holds the lock. */
    void start() throws IOException {
        ContainerState status = status();
        if (status != ContainerState.CREATED) {
            throw refused("start", "it is " + status.json() + ", and only a created container can be started");
        }
        ProcessIdentity process = stored.process().orElseThrow();
        try (UnixSocket socket = UnixSocket.connect(directory.startSocket().toString())) {
            listen(socket, process);
        } catch (KernelException e) {
            if (e.is(Errno.ECONNREFUSED)) { // an earlier command was killed after it had connected
                directory.write(stored.with(Phase.STARTED, process));
                throw refused("start", "it was started before");
            }
            throw e;
        }
        directory.write(stored.with(Phase.STARTED, process));
        Files.delete(directory.startSocket());
        try {
            hooks.afterStart(process.pid());
        } catch (IOException | RuntimeException | Error e) {
            endAndDestroy();
            throw e;
        }
    }

    /** Until the application runs. */
    private void listen(UnixSocket socket, ProcessIdentity process) throws IOException {
        for (var next = Received.from(socket); next.isPresent(); next = Received.from(socket)) {
            ByteBuffer message = next.get().message();
            if (message.getInt(0) != Report.LISTENER) {
                throw failed(message);
            }
            try (Descriptor notifications = next.get().descriptor().orElseThrow()) {
                SeccompListener.handOver(spec, notifications, process.pid(), report().state());
            } catch (ContainerException e) {
                end(); // nobody would answer it
                throw e;
            }
        }
    }

    /** The plan is a pure function, so its steps have the numbers that they had when the container was created. */
    private ContainerException failed(ByteBuffer report) throws IOException {
        Plan plan = Planner.create(
                spec,
                shop.launches().createInTwo(spec, stored.bundle().toString(), true, stored.options(), group.entry()));
        int step = report.getInt(4);
        if (plan.steps().get(step).group() == Group.HOOKS) { // as runtime.md has it; others can still be looked at
            endAndDestroy();
        }
        return Launcher.failure(plan, step, report.getInt(8));
    }

    /** What a failing hook comes to (runtime.md, "Lifecycle", steps 7 and 9). */
    private void endAndDestroy() throws IOException {
        end();
        destroy();
    }

    // ---- while it runs

    /** The caller holds the lock. */
    void pause() throws IOException {
        ContainerState status = status();
        if (status != ContainerState.CREATED && status != ContainerState.RUNNING) {
            throw refused(
                    "pause", "it is " + status.json() + ", and only a created or running container can be paused");
        }
        group.pause();
    }

    /** The caller holds the lock. */
    void resume() throws IOException {
        ContainerState status = status();
        if (status != ContainerState.PAUSED) {
            throw refused("resume", "it is " + status.json() + ", and only a paused container can be resumed");
        }
        group.resume();
    }

    /** The caller holds the lock. */
    void update(LinuxResources limits) throws IOException {
        requireAlive("change the limits of");
        group.update(limits);
    }

    CgroupStats stats() throws IOException {
        requireAlive("measure");
        return group.stats();
    }

    /** Whether the first process has ended by then. */
    boolean awaitEnd(Duration patience) throws IOException {
        Optional<Descriptor> process = open();
        if (process.isEmpty()) {
            return true;
        }
        try (Descriptor first = process.get()) {
            return first.awaitReadable(patience);
        }
    }

    List<Long> processes() throws IOException {
        requireAlive("look at");
        return group.processes();
    }

    /**
     * What a further process is if nothing but the command is said.
     *
     * @throws ContainerException if the container has no process of its own
     */
    ProcessSpec process(ExecSpec further) throws ContainerException {
        ProcessSpec own = spec.process();
        if (own == null) {
            throw refused("enter", "its configuration has no process to take rights and environment from");
        }
        return Joiner.process(own, further);
    }

    /** Starts a further process. */
    Started exec(Joiner joiner, ProcessSpec process, ExecOptions options) throws IOException {
        if (!options.evenPaused() && status() == ContainerState.PAUSED) {
            throw refused("enter", Joiner.PAUSED);
        }
        requireAlive("enter");
        try (Descriptor first = open().orElseThrow(() -> refused("enter", NOT_RUNNING))) {
            int pid = stored.process().orElseThrow().pid();
            CgroupEntry entry = group.entryOfFurtherProcess(pid, options.groups());
            Started started = joiner.join(
                    new Target(stored.id(), spec, entry, stored.ownKeyring()),
                    first,
                    HomeDirectory.in(process, Path.of("/proc/" + pid + "/root")),
                    options,
                    waiting(entry));
            if (options.pidFile().isPresent()) {
                Creation.writePid(options.pidFile().get(), started.pid());
            }
            return started;
        }
    }

    /** A further process has the container's filter, and so its listener. */
    private Waiting waiting(CgroupEntry entry) {
        return new Waiting() {
            @Override
            public void at(Report.Pause pause, int pid) throws IOException {
                group.letIn(pid, entry);
            }

            @Override
            public void listener(Descriptor notifications, int pid) throws IOException {
                SeccompListener.handOver(spec, notifications, pid, report().state());
            }
        };
    }

    private void requireAlive(String verb) throws IOException {
        ContainerState status = status();
        if (status == ContainerState.STOPPED || status == ContainerState.CREATING) {
            throw refused(verb, NOT_RUNNING);
        }
    }

    // ---- the end

    void requireRunning() throws IOException {
        boolean running = stored.process().filter(ProcessIdentity::isAlive).isPresent();
        if (!running) {
            throw refused("kill", NOT_RUNNING);
        }
    }

    void kill(Signal signal, boolean all) throws IOException {
        Optional<Descriptor> process = open();
        if (process.isEmpty() && !all) {
            throw refused("kill", NOT_RUNNING);
        }
        try (Descriptor first = process.orElse(null)) {
            if (all) {
                group.signalAll(signal);
            }
            if (first != null) {
                ProcessDescriptor.signal(first, signal.number());
            }
        }
        if (signal.equals(Signal.SIGKILL) && group.paused()) { // version 1 kills what is paused only when it goes on
            group.resume();
        }
    }

    private Optional<Descriptor> open() throws IOException {
        return stored.process().isPresent() ? stored.process().get().open() : Optional.empty();
    }

    /** The caller holds the lock. */
    void delete(boolean force) throws IOException {
        ContainerState status = status();
        if (status != ContainerState.STOPPED) {
            if (!force) {
                throw refused("delete", "it is " + status.json() + ": stop it first, or delete it with --force");
            }
            end();
        }
        destroy();
    }

    private void destroy() throws IOException {
        group.remove();
        hooks.afterEnd();
        directory.remove();
    }

    private void end() throws IOException {
        Optional<Descriptor> process = open();
        if (process.isEmpty()) {
            return;
        }
        try (Descriptor first = process.get()) {
            ProcessDescriptor.signal(first, Signal.SIGKILL.number());
            if (group.paused()) {
                group.resume();
            }
            if (!first.awaitReadable(DEATH_PATIENCE)) {
                throw refused("delete", "its first process does not end, though it was killed");
            }
        }
    }
}
