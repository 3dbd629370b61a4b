package io.jdock.eclipse.core;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import java.io.IOException;

/**
 * Containers of the machine that the IDE runs on. It looks at the machine when the first container is wanted, not before:
 * one that cannot have containers is still good for all else.
 */
public final class ContainersOfThisMachine implements Containers {
    private Jdock jdock; // null before the first container and after the end; guarded by this
    private boolean closed; // guarded by this

    @Override
    public Container start(ContainerSpec spec) throws IOException {
        return jdock().start(spec);
    }

    private synchronized Jdock jdock() {
        if (closed) {
            throw new IllegalStateException("the IDE is about to end: no container is started any more");
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
