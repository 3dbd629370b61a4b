package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.container.Launcher.Waiting;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.oci.Box;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.User;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts further processes in running containers. */
final class Joiner {
    /** Why a container cannot be entered: the process would be stopped as soon as it enters. */
    static final String PAUSED = "it is paused: resume it first";

    private final Launcher launcher;
    private final Watcher watcher;
    private final Supplier<LaunchFactory> launches;
    private final Optional<JoinPrograms> programs;

    /** @param programs for containers of this JVM; empty for who has none */
    Joiner(Launcher launcher, Watcher watcher, Supplier<LaunchFactory> launches, Optional<JoinPrograms> programs) {
        this.launcher = launcher;
        this.watcher = watcher;
        this.launches = launches;
        this.programs = programs;
    }

    /**
     * A container that a process is to enter.
     *
     * @param spec with the container's own process
     * @param cgroup what a further process enters
     * @param ownKeyring whether a further process gets an empty session keyring, or the caller's
     */
    record Target(String id, RuntimeSpec spec, CgroupEntry cgroup, boolean ownKeyring) {
        ContainerException refused(String problem) {
            return Joiner.refused(id, problem);
        }
    }

    private static ContainerException refused(String id, String problem) {
        return ContainerException.of("enter container " + id, problem);
    }

    /** Starts a process in a container that this JVM owns, which ends with this JVM at the latest. */
    ContainerProcess join(Container container, ExecSpec exec) throws IOException {
        CgroupEntry cgroup = container.controlGroup().entryOfFurtherProcess(container.pid(), List.of());
        if (container.paused()) {
            throw refused(container.id(), PAUSED);
        }
        try (Descriptor handle = handle(container)) {
            Startable program = program(container, exec, cgroup);
            return watched(start(container.id(), handle, program, exec.streams(), List.of(), (pause, pid) -> {}));
        }
    }

    /** Its executable is to be closed. */
    private Startable program(Container container, ExecSpec exec, CgroupEntry cgroup) throws KernelException {
        Supplier<Plan> plan = () -> plan(container, exec, cgroup);
        Optional<ContainerSpec> wanted = container.configuration().wanted();
        if (programs.isEmpty() || wanted.isEmpty() || !JoinPrograms.serves(wanted.get(), exec)) {
            return Startable.of(launcher, plan.get());
        }
        KeptStart known = programs.get().of(wanted.get(), exec, plan);
        return new Startable(launcher.executable(known.program()), known.descriptors(), plan);
    }

    private Plan plan(Container container, ExecSpec exec, CgroupEntry cgroup) {
        ProcessSpec process = process(Objects.requireNonNull(container.spec().process()), exec);
        RuntimeSpec spec = container.spec().toBuilder().process(process).build();
        return Planner.join(spec, launches.get().join(spec, true, 0, true, cgroup));
    }

    /**
     * Starts a process in a container that another JVM made. One that is detached goes on without this JVM.
     *
     * @param handle pidfd of the container's first process
     * @param process the whole of it, valid
     */
    Started join(Target target, Descriptor handle, ProcessSpec process, ExecOptions options, Waiting waiting)
            throws IOException {
        RuntimeSpec spec = target.spec().toBuilder().process(process).build();
        Plan plan = Planner.join(
                spec,
                launches.get()
                        .join(
                                spec,
                                !options.detached(),
                                options.preservedDescriptors(),
                                target.ownKeyring(),
                                target.cgroup()));
        boolean relayed = process.terminal()
                && !options.detached()
                && options.consoleSocket().isEmpty();
        try (Inheritances extra = new Inheritances()) {
            if (!relayed) {
                extra.console(options.consoleSocket(), process.terminal(), plan.descriptors());
            }
            extra.preserve(options.preservedDescriptors());
            Streams streams = relayed ? terminal(process) : new Streams.Inherit();
            Started started = start(target.id(), handle, Startable.of(launcher, plan), streams, extra.all(), waiting);
            if (options.detached()) {
                started.monitor().waitFor();
                started.monitor().close();
                started.lifeline().close();
            }
            return started;
        }
    }

    private static Streams terminal(ProcessSpec process) {
        Box size = process.consoleSize();
        return size == null ? new Streams.Terminal(0, 0) : new Streams.Terminal(size.height(), size.width());
    }

    private Started start(
            String id, Descriptor handle, Startable program, Streams streams, List<Inheritance> extra, Waiting waiting)
            throws IOException {
        List<Inheritance> inherited = new ArrayList<>(extra);
        inherited.add(new Inheritance(handle, program.descriptors().container()));
        try (Descriptor executable = program.executable()) {
            return launcher.start(id, program, streams, inherited, waiting);
        }
    }

    /** A process whose end this JVM learns of. */
    private ContainerProcess watched(Started started) {
        ContainerProcess process = new ContainerProcess(started);
        watcher.add(process);
        return process;
    }

    /** The number is still the container's own: its monitor has not been waited for as long as it is alive. */
    private static Descriptor handle(Container container) throws IOException {
        if (!container.isAlive()) {
            throw ContainerException.of("enter container " + container.id(), "it has ended");
        }
        try {
            return ProcessDescriptor.open((int) container.pid());
        } catch (KernelException e) {
            throw ContainerException.of("enter container " + container.id(), e);
        }
    }

    /** The container's own process with what a further one has in its place. */
    static ProcessSpec process(ProcessSpec own, ExecSpec exec) {
        ProcessSpec.Builder process = own.toBuilder()
                .args(exec.command())
                .env(environment(own.env(), exec))
                .terminal(exec.streams() instanceof Streams.Terminal);
        exec.workingDirectory().ifPresent(directory -> process.cwd(directory.toString()));
        exec.user()
                .ifPresent(user ->
                        process.user(new User(user.uid(), user.gid(), own.user().umask(), user.groups())));
        boolean becomesOther = exec.user().isPresent()
                && exec.user().get().uid() != 0
                && own.user().uid() == 0;
        if (exec.dropCapabilities() || becomesOther) {
            LinuxCapabilities capabilities = own.capabilities();
            List<String> bounding = capabilities == null ? List.of() : capabilities.bounding();
            process.capabilities(new LinuxCapabilities(
                    exec.dropCapabilities() ? List.of() : bounding, List.of(), List.of(), List.of(), List.of()));
        }
        if (exec.streams() instanceof Streams.Terminal size) {
            process.consoleSize(new Box(size.rows(), size.columns()));
        }
        return process.build();
    }

    private static List<String> environment(List<String> own, ExecSpec exec) {
        List<String> environment = new ArrayList<>();
        own.stream()
                .filter(entry -> !exec.environment().containsKey(entry.substring(0, Math.max(0, entry.indexOf('=')))))
                .forEach(environment::add);
        exec.environment().forEach((name, value) -> environment.add(name + "=" + value));
        return environment;
    }
}
