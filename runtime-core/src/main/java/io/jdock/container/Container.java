package io.jdock.container;

import io.jdock.container.Launcher.Started;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A running container, held as the process of its application: {@link #waitFor} gives the application's exit status,
 * {@link #destroy} ends the container as a whole. Safe for use by several threads.
 */
public final class Container extends MonitoredProcess {
    private final String id;
    private final RuntimeSpec spec;
    private final Joiner joiner;
    private final Consumer<Container> onEnd;

    Container(String id, RuntimeSpec spec, Started started, Joiner joiner, Consumer<Container> onEnd) {
        super(started);
        this.id = id;
        this.spec = spec;
        this.joiner = joiner;
        this.onEnd = onEnd;
    }

    /** A name of 12 hexadecimal digits, unlike that of any other container. */
    public String id() {
        return id;
    }

    /** The OCI configuration that the container was made from. */
    public RuntimeSpec spec() {
        return spec;
    }

    /**
     * Starts a further process in the container: in all of its namespaces and limits, with its rights or fewer.
     *
     * @throws ContainerException if the container has ended or the process cannot be started
     */
    public ContainerProcess exec(ExecSpec process) throws IOException {
        return joiner.join(this, process);
    }

    @Override
    void ended() {
        onEnd.accept(this);
    }

    @Override
    public String toString() {
        return "container " + id;
    }
}
