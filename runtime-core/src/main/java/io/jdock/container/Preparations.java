package io.jdock.container;

import io.jdock.kernel.KernelException;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was prepared for the latest specifications: to translate, plan and assemble again would take a quarter of the
 * time of a start. Whether the files that a plan depends on are what they were is looked at while the program begins, which
 * waits for the answer. Safe for use by several threads.
 */
final class Preparations implements AutoCloseable {
    private static final int KEPT = 8;

    private final Function<Sources, Planning> plannings;
    private final Launcher launcher;
    private final SpecPrograms programs;
    private final HostSources sources = new HostSources();
    private final Map<ContainerSpec, Preparation> latest =
            new LinkedHashMap<>(2 * KEPT, 0.75f, true); // guarded by this
    private @Nullable ContainerSpec last; // guarded by this
    private @Nullable Preparation lastKept; // what is kept for it; guarded by this
    private boolean closed; // guarded by this

    /** @param plannings by what they look at the host's files */
    Preparations(Function<Sources, Planning> plannings, Launcher launcher, SpecPrograms programs) {
        this.plannings = plannings;
        this.launcher = launcher;
        this.programs = programs;
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
        if (copy != null) {
            return copy;
        }
        byte[] key = key(spec);
        KeptStart found = programs.find(key);
        return found == null ? prepare(spec, key) : load(spec, found);
    }

    /** The same, made for the host's files as they are now. */
    Preparation takeAnew(ContainerSpec spec) throws KernelException {
        return prepare(spec, key(spec));
    }

    /** What a start is kept by for other JVMs; null if it is not. */
    private byte @Nullable [] key(ContainerSpec spec) {
        return programs.key(SpecPrograms.Use.START, spec);
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
        return original.copy();
    }

    /**
     * Makes one.
     *
     * @param key under which it is kept for other JVMs; null if it is not
     */
    private Preparation prepare(ContainerSpec spec, byte @Nullable [] key) throws KernelException {
        RememberedSources seen = new RememberedSources(sources);
        Planning planning = plannings.apply(seen);
        RuntimeSpec configuration = planning.configuration(spec);
        Plan plan = planning.plan(spec, configuration, CgroupEntry.NONE);
        KeptStart start = KeptStart.of(plan, launcher, seen.seen());
        programs.keep(key, start);
        return keep(spec, start, () -> configuration, () -> plan, () -> true);
    }

    /** One that another JVM made. What is left out of it is made again if somebody asks. */
    private Preparation load(ContainerSpec spec, KeptStart start) throws KernelException {
        return keep(
                spec,
                start,
                () -> plannings.apply(sources).configuration(spec),
                () -> {
                    Planning planning = plannings.apply(sources);
                    return planning.plan(spec, planning.configuration(spec), CgroupEntry.NONE);
                },
                start.seen()::holds);
    }

    private Preparation keep(
            ContainerSpec spec,
            KeptStart start,
            Supplier<RuntimeSpec> configuration,
            Supplier<Plan> plan,
            BooleanSupplier fits)
            throws KernelException {
        Startable startable = new Startable(launcher.executable(start.program()), start.descriptors(), plan);
        Preparation made = new Preparation(configuration, startable, fits);
        try {
            keep(spec, made.with(startable.executable().duplicate(), start.seen()::holds));
            return made;
        } catch (KernelException e) {
            made.close();
            throw e;
        }
    }

    /** Forgets what was kept for a specification: it did not serve. */
    void forget(ContainerSpec spec) {
        programs.forget(key(spec));
        drop(spec);
    }

    private synchronized void drop(ContainerSpec spec) {
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
    public void close() {
        end();
        programs.await();
    }

    private synchronized void end() {
        closed = true;
        for (Preparation kept : latest.values()) {
            kept.close();
        }
        latest.clear();
    }
}
