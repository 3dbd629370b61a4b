package io.jdock.plan;

/** The process that carries a step out. */
public enum Role {
    /** The process that the JVM spawns. It stays on the host, watches over the container, and takes its exit status. */
    MONITOR,
    /** The first process inside, PID 1 in a PID namespace of its own. */
    INIT,
    /** A process that works for the first one inside, at the same time, and ends before the application starts. */
    HELPER,
    /** The process that becomes the application; the same as {@link #INIT} when that does not stay. */
    APPLICATION
}
