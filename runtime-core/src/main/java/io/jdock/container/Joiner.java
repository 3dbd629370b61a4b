package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.oci.Box;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.User;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Starts further processes in running containers. */
final class Joiner {
    private final Launcher launcher;
    private final Watcher watcher;
    private final LaunchFactory launches;

    Joiner(Launcher launcher, Watcher watcher, LaunchFactory launches) {
        this.launcher = launcher;
        this.watcher = watcher;
        this.launches = launches;
    }

    ContainerProcess join(Container container, ExecSpec exec) throws IOException {
        if (container.paused()) { // the process would be stopped as soon as it enters
            throw ContainerException.of("enter container " + container.id(), "it is paused: resume it first");
        }
        RuntimeSpec spec = container.spec().toBuilder()
                .process(process(Objects.requireNonNull(container.spec().process()), exec))
                .build();
        Plan plan =
                Planner.join(spec, launches.join(spec, container.controlGroup().entryOfFurtherProcess()));
        try (Descriptor handle = handle(container);
                Descriptor executable = launcher.executable(plan)) {
            Started started = launcher.start(
                    container.id(),
                    plan,
                    executable,
                    exec.streams(),
                    List.of(new Inheritance(handle, plan.descriptors().container())),
                    (pause, pid) -> {});
            ContainerProcess process = new ContainerProcess(started);
            watcher.add(process);
            return process;
        }
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

    private static ProcessSpec process(ProcessSpec own, ExecSpec exec) {
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
