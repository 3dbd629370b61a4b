package io.jdock.eclipse.ui.views;

import io.jdock.container.Container;
import io.jdock.eclipse.core.ContainerSnapshot;
import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.core.StartedContainer;
import io.jdock.eclipse.core.UsageHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;

/** Looks at the containers when one has started or ended, and each second as long as somebody watches. */
final class ContainerWatch extends Job {
    private static final long PERIOD_MILLIS = 1000;

    private final Containers containers;
    private final Consumer<List<ContainerSnapshot>> shown;
    private final Runnable changes = () -> schedule(0);
    private final Map<Container, UsageHistory> histories = new HashMap<>(); // of this job's run
    private volatile boolean watched;

    /** @param shown is told by the job's thread */
    ContainerWatch(Containers containers, Consumer<List<ContainerSnapshot>> shown) {
        super(Messages.ContainerWatch_name);
        this.containers = containers;
        this.shown = shown;
        setSystem(true);
        setPriority(SHORT);
        containers.addListener(changes);
    }

    /** @param visible whether figures are of use now */
    void watched(boolean visible) {
        watched = visible;
        if (visible) {
            schedule(0);
        }
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        List<ContainerSnapshot> all = new ArrayList<>();
        List<StartedContainer> known = containers.all();
        for (StartedContainer started : known) {
            UsageHistory before = histories.getOrDefault(started.container(), UsageHistory.NONE);
            all.add(ContainerSnapshot.of(started, before, System.nanoTime()));
        }
        histories.clear();
        all.forEach(snapshot -> histories.put(snapshot.started().container(), snapshot.usage()));
        shown.accept(all);
        if (watched && all.stream().anyMatch(ContainerSnapshot::alive) && !monitor.isCanceled()) {
            schedule(PERIOD_MILLIS);
        }
        return Status.OK_STATUS;
    }

    void close() {
        watched = false;
        containers.removeListener(changes);
        cancel();
    }
}
