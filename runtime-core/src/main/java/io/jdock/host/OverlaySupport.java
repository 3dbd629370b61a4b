package io.jdock.host;

/** Whether overlay file systems can be mounted. */
public enum OverlaySupport {
    /** The kernel lists it in {@code /proc/filesystems}. */
    REGISTERED,
    /** A module for the running kernel lies on disk; the kernel loads it at the first mount. */
    LOADABLE,
    /** Neither. */
    MISSING
}
