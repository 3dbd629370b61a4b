package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Programs that are executables of their own. Each build has the same ones written again, for its own JVM, and need not plan what was
 * {@linkplain SpecPrograms kept}.
 */
final class SavedPrograms {
    private final HostFacts host;
    private final SeccompFilters seccomp;
    private final List<String> javaConfiguration;
    private final Launcher launcher;
    private final SpecPrograms programs;

    SavedPrograms(
            HostFacts host,
            SeccompFilters seccomp,
            List<String> javaConfiguration,
            Launcher launcher,
            SpecPrograms programs) {
        this.host = host;
        this.seccomp = seccomp;
        this.javaConfiguration = javaConfiguration;
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
        Planning planning = new Planning(host, seen, seccomp, javaConfiguration);
        RuntimeSpec configuration = Planning.complete(planning.configuration(spec), spec, id);
        Plan plan = planning.standalone(configuration, spec.init());
        KeptStart start = new KeptStart(launcher.assemble(plan.program()), plan.descriptors(), seen.seen());
        programs.keep(key, start);
        return start.program();
    }
}
