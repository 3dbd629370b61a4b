package io.jdock.container;

import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.Plan;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Programs that are executables of their own. Each build has the same ones written again, for its own JVM, and need not plan what was
 * {@linkplain SpecPrograms kept}.
 */
final class SavedPrograms {
    private final Function<Sources, Planning> plannings;
    private final Launcher launcher;
    private final SpecPrograms programs;

    /** @param plannings by what they look at the host's files */
    SavedPrograms(Function<Sources, Planning> plannings, Launcher launcher, SpecPrograms programs) {
        this.plannings = plannings;
        this.launcher = launcher;
        this.programs = programs;
    }

    /**
     * The program of a specification, made for the host's files as they are now, with no owner yet.
     *
     * @param id is the container's host name if it has no other
     */
    byte[] of(ContainerSpec spec, String id) {
        boolean serves = Preparations.serves(spec) && !Planning.takesId(spec);
        byte[] key = serves ? programs.key(SpecPrograms.Use.EXECUTABLE, spec) : null;
        KeptStart found = programs.find(key);
        return found != null && found.seen().holds() ? found.program() : make(spec, id, key);
    }

    private byte[] make(ContainerSpec spec, String id, byte @Nullable [] key) {
        RememberedSources seen = new RememberedSources(new HostSources());
        Planning planning = plannings.apply(seen);
        RuntimeSpec configuration = Planning.complete(planning.configuration(spec), spec, id);
        Plan plan = planning.standalone(configuration, spec.init());
        KeptStart start = KeptStart.of(plan, launcher, seen.seen());
        programs.keep(key, start);
        return start.program();
    }
}
