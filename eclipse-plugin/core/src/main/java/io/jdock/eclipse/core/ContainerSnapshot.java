package io.jdock.eclipse.core;

import io.jdock.container.Container;
import java.io.IOException;

/**
 * How a container was when somebody looked.
 *
 * @param exitStatus as a shell has it; 0 as long as it runs
 */
public record ContainerSnapshot(StartedContainer started, State state, int exitStatus, UsageHistory usage) {

    /** What a container can be. */
    public enum State {
        RUNNING,
        PAUSED,
        ENDED,
        /** It has ended, and the kernel had killed a process of it for want of memory. */
        OUT_OF_MEMORY
    }

    /**
     * Looks at a container.
     *
     * @param before what was seen earlier
     * @param now by {@link System#nanoTime}
     */
    public static ContainerSnapshot of(StartedContainer started, UsageHistory before, long now) {
        Container container = started.container();
        if (!container.isAlive()) {
            State state = container.oomKilled() ? State.OUT_OF_MEMORY : State.ENDED;
            return new ContainerSnapshot(started, state, container.exitValue(), before);
        }
        try {
            State state = container.paused() ? State.PAUSED : State.RUNNING;
            return new ContainerSnapshot(started, state, 0, before.with(now, container.usage()));
        } catch (IOException e) {
            return new ContainerSnapshot(started, State.RUNNING, 0, before); // without a control group, or about to end
        }
    }

    /** Whether its processes are there. */
    public boolean alive() {
        return state == State.RUNNING || state == State.PAUSED;
    }
}
