package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.container.Launcher.Waiting;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.MemoryFile;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.oci.ContainerState;
import io.jdock.oci.Hooks;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Report.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The start of one container, with the hooks of its configuration in their places. */
final class Birth {
    private final String id;
    private final Configuration configuration;
    private final Launcher launcher;
    private final HookRunner hooks;
    private final Doors doors;
    private final BooleanSupplier fits;
    private boolean connected;

    /**
     * @param doors opened before any hook runs
     * @param fits whether the plan still does, asked while its program begins
     */
    Birth(
            String id,
            Configuration configuration,
            Launcher launcher,
            HookRunner hooks,
            Doors doors,
            BooleanSupplier fits) {
        this.id = id;
        this.configuration = configuration;
        this.launcher = launcher;
        this.hooks = hooks;
        this.doors = doors;
        this.fits = fits;
    }

    /** The moments at which the program has to wait, so that hooks can run or learn the container's process id. */
    static Set<Pause> pauses(RuntimeSpec spec) {
        Hooks hooks = spec.hooks();
        Set<Pause> pauses = EnumSet.noneOf(Pause.class);
        if (hooks.hasOuter() || hooks.hasInner() || MovedDevices.areAskedFor(spec)) {
            pauses.add(Pause.CREATE_RUNTIME);
        }
        if (!hooks.startContainer().isEmpty()) {
            pauses.add(Pause.CREATED);
        }
        return pauses;
    }

    /** Returns when the application runs, before the hooks that come then. */
    Started start(Startable program, Streams streams) throws IOException {
        return configuration.hooks().hasInner()
                ? withState(program, streams)
                : launcher.start(id, program, streams, doors.inherited(program.descriptors()), waiting(this::outer));
    }

    /** Hooks inside get the state from a file that exists no longer than the start takes. */
    private Started withState(Startable program, Streams streams) throws IOException {
        try (Descriptor written = MemoryFile.create("state");
                Descriptor state = Descriptor.open(MemoryFile.path(written).toString(), OpenFlag.O_RDONLY)) {
            List<Inheritance> extra = new ArrayList<>(doors.inherited(program.descriptors()));
            extra.add(new Inheritance(state, program.descriptors().state()));
            return launcher.start(id, program, streams, extra, waiting((pause, pid) -> {
                outer(pause, pid);
                Files.write(MemoryFile.path(written), hooks.stateInside(statusAt(pause), pid));
            }));
        }
    }

    private Waiting waiting(Waiting pauses) {
        return new Waiting() {
            @Override
            public boolean fits() {
                return fits.getAsBoolean();
            }

            @Override
            public void meanwhile() throws IOException {
                doors.begin();
            }

            @Override
            public void network(int pid) throws IOException {
                doors.open(pid);
                connected = true;
            }

            @Override
            public void at(Pause pause, int pid) throws IOException {
                pauses.at(pause, pid);
            }

            @Override
            public void goesOn(Pause pause) {
                if (pause == Pause.CREATE_RUNTIME) {
                    doors.serve();
                }
            }
        };
    }

    /** What hooks inside are told after a pause. */
    static ContainerState statusAt(Pause pause) {
        return pause == Pause.CREATED ? ContainerState.CREATED : ContainerState.CREATING;
    }

    private void outer(Pause pause, int pid) throws IOException {
        if (pause == Pause.CREATE_RUNTIME) {
            if (!connected) {
                doors.open(pid);
            }
            if (configuration.movesDevices()) {
                MovedDevices.move(configuration.spec(), pid, launcher);
            }
            hooks.beforeApplication(pid);
        }
    }
}
