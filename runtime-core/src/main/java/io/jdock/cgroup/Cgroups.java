package io.jdock.cgroup;

import io.jdock.cgroup.StepRunner.NotPermitted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes and finds control groups. Safe for use by several threads. */
public final class Cgroups {
    private final ControlFiles files;
    private final DeviceFilters filters;

    Cgroups(ControlFiles files, DeviceFilters filters) {
        this.files = files;
        this.filters = filters;
    }

    /** Works on this machine's cgroup file systems. */
    public static Cgroups ofThisMachine() {
        return new Cgroups(new KernelControlFiles(), new BpfDeviceFilters());
    }

    /**
     * Carries a plan out. On failure nothing stays.
     *
     * @throws CgroupException if the kernel refuses something that a limit depends on
     */
    public Cgroup create(CgroupPlan plan) {
        StepRunner runner = new StepRunner(files, filters);
        List<CgroupPlace> places = new ArrayList<>();
        try {
            for (CgroupPlan.Part part : plan.parts()) {
                if (carryOut(part, runner)) {
                    places.add(asMade(part.place()));
                }
            }
        } catch (RuntimeException e) {
            undo(runner, e);
            throw e;
        }
        CgroupLocation location = new CgroupLocation(places, List.of());
        return open(new CgroupLocation(places, onTheWay(runner.made(), location.directories())));
    }

    /**
     * Removes what killed owners left beside the cgroups of a plan: empty cgroups that are named after no path of the
     * user's, and older than any that is just being made. What cannot be removed stays.
     */
    public void removeLeftovers(CgroupPlan plan) {
        Leftovers leftovers = new Leftovers(files);
        for (Path directory : plan.location().directories()) {
            Path parent = directory.getParent();
            if (parent != null) {
                try {
                    leftovers.remove(parent);
                } catch (CgroupException e) {
                    // nobody asked for this, so it may not keep a container from its start
                }
            }
        }
    }

    /**
     * Waits for what the next process that enters a cgroup would wait for: a grace period of RCU, 8 to 16 ms, which whoever writes
     * to {@code cgroup.procs} has to let pass unless somebody has just done so (cgroup_attach_lock() in kernel/cgroup/cgroup.c,
     * rcu_sync_enter() in kernel/rcu/sync.c). To begin one, this process enters where it is. Does nothing where it may not.
     *
     * @param own this process's own cgroup
     */
    public void hastenEntry(Path own) {
        try {
            files.write(own.resolve("cgroup.procs"), "0");
        } catch (ControlFileException e) {
            // then the container's process waits itself
        }
    }

    /** Finds a container's cgroups again. */
    public Cgroup open(CgroupLocation location) {
        CgroupLocation legacy = location.only(false);
        CgroupLocation unified = location.only(true);
        if (unified.places().isEmpty()) {
            return new CgroupV1(location, files, filters);
        }
        if (legacy.places().isEmpty()) {
            return new CgroupV2(location, files, filters);
        }
        return new CgroupHybrid(
                location, new CgroupV1(legacy, files, filters), new CgroupV2(unified, files, filters), files, filters);
    }

    /** Returns whether the cgroup was made; not so where it may not be made, and no limit depends on it. */
    private static boolean carryOut(CgroupPlan.Part part, StepRunner runner) {
        try {
            for (CgroupStep step : part.steps()) {
                runner.run(step);
            }
            return true;
        } catch (NotPermitted e) {
            return false;
        }
    }

    /** Which of the controllers that are only welcome did come is known afterwards. */
    private CgroupPlace asMade(CgroupPlace place) {
        if (!place.unified()) {
            return place;
        }
        Set<String> controllers = new LinkedHashSet<>(new Access(files)
                .text(place.directory().resolve("cgroup.controllers"))
                .map(ControlText::words)
                .orElse(List.of()));
        return new CgroupPlace(true, controllers, place.directory());
    }

    /** The lowest first. */
    private static List<Path> onTheWay(List<Path> made, List<Path> own) {
        Set<Path> others = new LinkedHashSet<>();
        for (int i = made.size() - 1; i >= 0; i--) {
            others.add(made.get(i));
        }
        own.forEach(others::remove);
        return List.copyOf(others);
    }

    private void undo(StepRunner runner, RuntimeException failure) {
        try {
            new Removal(files).undo(runner.made());
        } catch (CgroupException e) {
            failure.addSuppressed(e);
        }
    }
}
