package io.jdock.eclipse.core;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.image.ImageArchive;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.osgi.util.NLS;

/**
 * Containers of the machine that the IDE runs on. It looks at the machine when the first container is wanted, not before:
 * one that cannot have containers is still good for all else.
 */
public final class ContainersOfThisMachine implements Containers {
    private final List<StartedContainer> started = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Jdock jdock; // null before the first container and after the end; guarded by this
    private boolean closed; // guarded by this

    @Override
    public Container start(ContainerSpec spec, String name, String system) throws IOException {
        Container container = jdock().start(spec);
        started.add(new StartedContainer(container, name, system, Instant.now()));
        changed();
        container.onExit().whenComplete((ended, failure) -> changed());
        return container;
    }

    @Override
    public String explain(ContainerSpec spec) {
        return jdock().explain(spec);
    }

    @Override
    public ContainerImage image(String location, Consumer<String> notes) throws IOException {
        ImageFile file = ImageFile.parse(location)
                .orElseThrow(() -> new IOException(NLS.bind(Messages.IsolationReader_image, location)));
        HostFacts host = jdock().host();
        LocalStore store = Images.openStore(host);
        List<ImageArchive.Loaded> all = new ImageArchive(store).load(Path.of(file.path()));
        List<ImageArchive.Loaded> wanted = all.stream()
                .filter(image -> file.name().isEmpty()
                        || image.name().filter(file.name()::equals).isPresent())
                .toList();
        if (wanted.stream().map(ImageArchive.Loaded::content).distinct().count() != 1) {
            String message = wanted.isEmpty()
                    ? Messages.ContainersOfThisMachine_noImage
                    : Messages.ContainersOfThisMachine_severalImages;
            throw new IOException(NLS.bind(message, new Object[] {file.name(), file.path(), names(all)}));
        }
        return new Images(host, store, UnpackLimits.DEFAULT)
                .prepare(location, wanted.get(0).content(), notes);
    }

    private static String names(List<ImageArchive.Loaded> images) {
        return images.stream().flatMap(image -> image.name().stream()).sorted().collect(Collectors.joining(", "));
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
