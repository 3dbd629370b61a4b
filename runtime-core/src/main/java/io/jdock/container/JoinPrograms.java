package io.jdock.container;

import io.jdock.container.RememberedSources.Seen;
import io.jdock.host.HostFacts;
import io.jdock.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps programs of further processes, since a health check runs the same one every few seconds, and the first one in a JVM whose
 * container was started by a {@linkplain KeptPrograms kept} program would have to wait for all that makes plans. Safe for use by several
 * threads.
 */
final class JoinPrograms {
    private static final int KEPT = 8;

    private final HostFacts host;
    private final Launcher launcher;
    private final Optional<KeptPrograms> kept;
    private final Map<Values, KeptStart> latest = new LinkedHashMap<>(2 * KEPT, 0.75f, true); // guarded by this

    /** All that a program is made of, besides the host. */
    private record Values(ContainerSpec spec, ExecSpec exec) {}

    JoinPrograms(HostFacts host, Launcher launcher, Optional<KeptPrograms> kept) {
        this.host = host;
        this.launcher = launcher;
        this.kept = kept;
    }

    /** Whether all that a program is made of is known and stays: as with {@link Preparations}, and streams are not in it. */
    static boolean serves(ContainerSpec spec, ExecSpec exec) {
        return Preparations.serves(spec) && !(exec.streams() instanceof Streams.Open);
    }

    /**
     * The program of a further process.
     *
     * @param plan looked at if there is no program yet
     */
    KeptStart of(ContainerSpec spec, ExecSpec exec, Supplier<Plan> plan) {
        Values values = new Values(spec, exec);
        KeptStart known = known(values);
        if (known == null) {
            known = find(values, plan);
            keep(values, known);
        }
        return known;
    }

    private synchronized @Nullable KeptStart known(Values values) {
        return latest.get(values);
    }

    private synchronized void keep(Values values, KeptStart start) {
        latest.put(values, start);
        if (latest.size() > KEPT) {
            latest.remove(latest.keySet().iterator().next());
        }
    }

    private KeptStart find(Values values, Supplier<Plan> plan) {
        if (kept.isEmpty()) {
            return make(plan.get());
        }
        KeptPrograms programs = kept.get();
        byte[] key = programs.key().add(values).add(host).bytes();
        return KeptStart.of(programs.get(key, () -> make(plan.get()).toBytes()));
    }

    private KeptStart make(Plan plan) {
        return KeptStart.of(plan, launcher, new Seen(new HostSources(), List.of(), List.of(), Map.of()));
    }
}
