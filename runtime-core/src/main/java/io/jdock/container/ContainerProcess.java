package io.jdock.container;

import io.jdock.container.Launcher.Started;

/** A further process in a running container. Its end leaves the container running; the container's end takes it along. */
public final class ContainerProcess extends MonitoredProcess {
    ContainerProcess(Started started) {
        super(started);
    }

    @Override
    boolean finishesAtOnce() {
        return true;
    }

    @Override
    void ended() {
        // the container owns everything that the process used
    }
}
