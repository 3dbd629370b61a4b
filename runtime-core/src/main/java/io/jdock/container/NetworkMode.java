package io.jdock.container;

/** Which network a container sees. */
public enum NetworkMode {
    /** The host's own interfaces and ports. */
    HOST,
    /** A loopback interface of its own, and nothing else. */
    NONE,
    /**
     * Interfaces of its own, by which it reaches other machines, and this one by its addresses in the network; not the host's
     * loopback interface. Where the machine lacks what that takes, it is as {@link #NONE}, and a warning says so.
     */
    PRIVATE,
    /**
     * An interface on a {@link NetworkMember network} with others, who are reached by their names, and a way out as with
     * {@link #PRIVATE}.
     */
    NAMED
}
