package io.jdock.container;

/** Which network a container sees. */
public enum NetworkMode {
    /** The host's own interfaces and ports. */
    HOST,
    /** A loopback interface of its own, and nothing else. */
    NONE
}
