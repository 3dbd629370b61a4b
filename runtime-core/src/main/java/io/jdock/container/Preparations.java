package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.kernel.KernelException;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was prepared for the latest specifications: to translate, plan and assemble again would take a quarter of the
 * time of a start. Whether the files that a plan depends on are what they were is looked at while the program begins, which
 * waits for the answer. Safe for use by several threads.
 */
final class Preparations implements AutoCloseable {
    private static final int KEPT = 8;

    private final HostFacts host;
    private final SeccompFilters seccomp;
    private final List<String> javaConfiguration;
    private final Launcher launcher;
    private final HostSources sources = new HostSources();
    private final Map<ContainerSpec, Preparation> latest =
            new LinkedHashMap<>(2 * KEPT, 0.75f, true); // guarded by this
    private @Nullable ContainerSpec last; // guarded by this
    private @Nullable Preparation lastKept; // what is kept for it; guarded by this
    private boolean closed; // guarded by this

    Preparations(HostFacts host, SeccompFilters seccomp, List<String> javaConfiguration, Launcher launcher) {
        this.host = host;
        this.seccomp = seccomp;
        this.javaConfiguration = javaConfiguration;
        this.launcher = launcher;
    }

    /**
     * Whether a specification can be prepared for several containers: the names of control groups are in the plan, and
     * a seccomp profile is a file that may change.
     */
    static boolean serves(ContainerSpec spec) {
        return spec.limits().none() && !spec.controlGroup() && !(spec.seccomp() instanceof SeccompChoice.Profile);
    }

    /** What serves a specification if it still {@link Preparation#fits}; to be closed by the caller. */
    Preparation take(ContainerSpec spec) throws KernelException {
        Preparation kept = kept(spec);
        Preparation copy = kept == null ? null : copy(kept);
        return copy != null ? copy : prepare(spec);
    }

    /** The same, made for the host's files as they are now. */
    Preparation takeAnew(ContainerSpec spec) throws KernelException {
        return prepare(spec);
    }

    /** A specification is most often the same object as the last one, and to compare all its values takes longer. */
    @SuppressWarnings("ReferenceEquality") // before the equality, which it speeds up
    private synchronized @Nullable Preparation kept(ContainerSpec spec) {
        if (spec == last && lastKept != null) {
            return lastKept;
        }
        Preparation kept = latest.get(spec);
        last = spec;
        lastKept = kept;
        return kept;
    }

    /** Null if it was dropped meanwhile. */
    private synchronized @Nullable Preparation copy(Preparation original) throws KernelException {
        return original.executable().isOpen()
                ? new Preparation(
                        original.configuration(),
                        original.plan(),
                        original.executable().duplicate(),
                        original.fits())
                : null;
    }

    private Preparation prepare(ContainerSpec spec) throws KernelException {
        RememberedSources seen = new RememberedSources(sources);
        Planning planning = new Planning(host, seen, seccomp, javaConfiguration);
        RuntimeSpec configuration = planning.configuration(spec);
        Plan plan = planning.plan(spec, configuration, CgroupEntry.NONE);
        Preparation made = new Preparation(configuration, plan, launcher.executable(plan), () -> true);
        try {
            Preparation again =
                    new Preparation(configuration, plan, made.executable().duplicate(), seen.seen()::holds);
            keep(spec, again);
            return made;
        } catch (KernelException e) {
            made.close();
            throw e;
        }
    }

    /** Forgets what was kept for a specification: it did not serve. */
    synchronized void forget(ContainerSpec spec) {
        lastKept = null;
        Preparation kept = latest.remove(spec);
        if (kept != null) {
            kept.close();
        }
    }

    private synchronized void keep(ContainerSpec spec, Preparation kept) {
        lastKept = null;
        if (closed) {
            kept.close();
            return;
        }
        Preparation old = latest.put(spec, kept);
        if (old != null) {
            old.close();
        }
        if (latest.size() > KEPT) {
            ContainerSpec eldest = latest.keySet().iterator().next();
            latest.remove(eldest).close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        latest.values().forEach(Preparation::close);
        latest.clear();
    }
}
