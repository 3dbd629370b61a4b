package io.jdock.eclipse.core;

import io.jdock.build.BuildListener;
import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.core.runtime.IProgressMonitor;

/**
 * Containers of the machine that the IDE runs on. It looks at the machine when the first container is wanted, not before:
 * one that cannot have containers is still good for all else.
 */
public final class ContainersOfThisMachine implements Containers {
    private final List<StartedContainer> started = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Jdock jdock; // null before the first container and after the end; guarded by this
    private ImageLibrary images; // null before it is wanted; guarded by this
    private boolean closed; // guarded by this

    @Override
    public Container start(ContainerSpec spec, String name, String system, Optional<ContainerImage> image)
            throws IOException {
        Container container = jdock().start(spec);
        started.add(new StartedContainer(container, name, system, image, Instant.now()));
        changed();
        container.onExit().whenComplete((ended, failure) -> changed());
        return container;
    }

    @Override
    public String explain(ContainerSpec spec) {
        return jdock().explain(spec);
    }

    @Override
    public Optional<ContainerImage> image(Isolation isolation, IProgressMonitor monitor) throws IOException {
        if (isolation.source() != Setting.Source.IMAGE) {
            return Optional.empty();
        }
        String location = isolation.location();
        return Optional.of(
                CancelWatch.during(monitor, () -> images().image(location, new TransferProgress(location, monitor))));
    }

    @Override
    public void build(Path dockerfile, ImageName name, BuildListener listener)
            throws IOException, InterruptedException {
        images().build(jdock(), dockerfile, name, listener);
    }

    @Override
    public synchronized ImageLibrary images() throws IOException {
        if (images == null) {
            images = ImageLibrary.open(jdock().host());
        }
        return images;
    }

    @Override
    public List<Finding> examine() {
        return Doctor.examine(HostProbe.probe());
    }

    @Override
    public List<StartedContainer> all() {
        return List.copyOf(started);
    }

    @Override
    public void forget(StartedContainer ended) {
        if (!ended.container().isAlive() && started.remove(ended)) {
            changed();
        }
    }

    @Override
    public void forgetEnded() {
        started.removeIf(entry -> !entry.container().isAlive());
        changed();
    }

    @Override
    public void addListener(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    private synchronized Jdock jdock() {
        if (closed) {
            throw new IllegalStateException(Messages.ContainersOfThisMachine_closed);
        }
        if (jdock == null) {
            jdock = Jdock.open();
        }
        return jdock;
    }

    /** Ends all containers. Called by declarative services when the bundle stops. */
    public void close() {
        Jdock ended;
        synchronized (this) {
            closed = true;
            ended = jdock;
            jdock = null;
        }
        if (ended != null) {
            ended.close();
        }
    }
}
