package io.jdock.container;

import io.jdock.container.ContainerDirectory.Lock;
import io.jdock.container.ContainerDirectory.Made;
import io.jdock.container.Launcher.Started;
import io.jdock.container.Launcher.Waiting;
import io.jdock.container.StoredContainer.Phase;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FreshFile;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.UnixSocket;
import io.jdock.oci.ContainerState;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Descriptors;
import io.jdock.plan.Launch;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import io.jdock.plan.Report.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One container on its way to the state {@code created}, with what it leaves for later commands. */
final class Creation {
    private final Workshop shop;
    private final String id;
    private final Path bundle;
    private final RuntimeSpec spec;
    private final CreateOptions options;
    private final boolean detached;
    private final HookRunner hooks;
    private final ContainerDirectory directory;
    private @Nullable ControlGroup group;
    private StoredContainer stored;

    /**
     * What all creations share.
     *
     * @param root directory of the containers' directories
     */
    record Workshop(Path root, long uid, ControlGroups groups, LaunchFactory launches, Launcher launcher) {}

    /**
     * What came of it.
     *
     * @param stored what later commands find
     */
    record Result(
            RuntimeSpec spec,
            ContainerDirectory directory,
            HookRunner hooks,
            ControlGroup group,
            Started started,
            StoredContainer stored) {
        /**
         * Deletes the container after its end, with all but its control group; does nothing if another command has done so and
         * the id is another container's by now.
         *
         * @throws ContainerException if another command has done so
         */
        void delete() throws IOException {
            try (Lock lock = directory.lock()) {
                if (directory.holds(stored)) {
                    hooks.afterEnd();
                    directory.remove();
                }
            }
        }
    }

    private Creation(
            Workshop shop,
            RuntimeSpec spec,
            CreateOptions options,
            boolean detached,
            ContainerDirectory directory,
            StoredContainer stored) {
        this.shop = shop;
        this.id = stored.id();
        this.bundle = stored.bundle();
        this.spec = spec;
        this.options = options;
        this.detached = detached;
        this.hooks = new HookRunner(Configuration.of(spec), id, bundle.toString());
        this.directory = directory;
        this.stored = stored;
    }

    /**
     * Creates a container. If it is detached, its application waits to be started; otherwise it runs, and ends with this JVM.
     *
     * @param document the configuration as it was read
     * @throws ContainerException if that is not to be; nothing is left then
     */
    static Result create(
            Workshop shop,
            String id,
            Path bundle,
            RuntimeSpec spec,
            byte[] document,
            CreateOptions options,
            boolean detached)
            throws IOException {
        StoredContainer stored = new StoredContainer(
                id,
                bundle,
                Phase.CREATING,
                Optional.empty(),
                ProcessIdentity.ofThisJvm(),
                Instant.now(),
                shop.uid(),
                options.pivots(),
                options.ownKeyring(),
                shop.groups().planned(id, spec));
        Made made = ContainerDirectory.make(shop.root(), stored, document);
        try (Lock lock = made.lock()) {
            return new Creation(shop, spec, options, detached, made.directory(), stored).create();
        }
    }

    private Result create() throws IOException {
        try {
            ControlGroup group = shop.groups().make(id, spec);
            this.group = group;
            try {
                store(stored.with(group.location()));
                Launch launch = shop.launches().createInTwo(spec, bundle.toString(), detached, options, group.entry());
                Plan plan = Planner.create(spec, launch);
                if (!group.isNone()) {
                    shop.groups().hastenEntry();
                }
                Started started = launch(plan);
                return new Result(spec, directory, hooks, group, started, stored);
            } catch (IOException | RuntimeException | Error e) {
                group.remove();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            hooks.afterEnd();
            directory.remove();
            throw e;
        }
    }

    private Started launch(Plan plan) throws IOException {
        try (Descriptor executable = shop.launcher().executable(plan);
                Inheritances extra = new Inheritances()) {
            Descriptors numbers = plan.descriptors();
            if (detached) {
                extra.add(UnixSocket.listen(directory.startSocket().toString()).descriptor(), numbers.start());
            }
            boolean relayed = terminal() && !detached && options.consoleSocket().isEmpty();
            if (!relayed) {
                extra.console(options.consoleSocket(), terminal(), numbers);
            }
            extra.preserve(options.preservedDescriptors());
            if (spec.hooks().hasInner()) {
                Files.write(directory.hookState(), new byte[0]);
                extra.add(Descriptor.open(directory.hookState().toString(), OpenFlag.O_RDONLY), numbers.state());
            }
            Streams streams = relayed ? new Streams.Terminal(0, 0) : new Streams.Inherit();
            Started started =
                    shop.launcher().start(id, Startable.of(executable, plan), streams, extra.all(), waiting());
            if (detached) {
                started.monitor().waitFor();
                started.monitor().close();
                started.lifeline().close();
            } else {
                started();
            }
            return started;
        }
    }

    private Waiting waiting() {
        return new Waiting() {
            @Override
            public void at(Pause pause, int pid) throws IOException {
                waiting(pause, pid);
            }

            @Override
            public void listener(Descriptor notifications, int pid) throws IOException {
                SeccompListener.handOver(spec, notifications, pid, hooks.stateOf(ContainerState.CREATED, (long) pid));
            }
        };
    }

    private boolean terminal() {
        return spec.process() != null && spec.process().terminal();
    }

    private void waiting(Pause pause, int pid) throws IOException {
        ProcessIdentity process = ProcessIdentity.of(pid);
        switch (pause) {
            case BORN -> shop.groups().enter(Objects.requireNonNull(group), pid, spec);
            case CREATE_RUNTIME -> {
                store(stored.with(Phase.CREATING, process));
                MovedDevices.move(spec, pid, shop.launcher());
                tellHooks(ContainerState.CREATING, pid);
                hooks.beforeApplication(pid);
            }
            case CREATED -> {
                tellHooks(ContainerState.CREATED, pid);
                if (options.pidFile().isPresent()) {
                    writePid(options.pidFile().get(), pid);
                }
                store(stored.with(Phase.CREATED, process));
            }
        }
    }

    private void started() throws IOException {
        store(stored.with(Phase.STARTED, stored.process().orElseThrow()));
    }

    private void tellHooks(ContainerState status, int pid) throws IOException {
        if (spec.hooks().hasInner()) {
            Files.write(directory.hookState(), hooks.stateInside(status, pid));
        }
    }

    private void store(StoredContainer next) throws IOException {
        stored = next;
        directory.write(next);
    }

    /** By a rename, so that nobody reads half a number. */
    static void writePid(Path file, int pid) throws IOException {
        FreshFile.replace(file, FreshFile.USUAL, Integer.toString(pid).getBytes(StandardCharsets.US_ASCII));
    }
}
