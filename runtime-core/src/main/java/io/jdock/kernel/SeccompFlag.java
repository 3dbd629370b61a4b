package io.jdock.kernel;

/** Flags of seccomp(2) with {@code SECCOMP_SET_MODE_FILTER}. */
public enum SeccompFlag implements Flag {
    /** For all threads of the process. */
    SECCOMP_FILTER_FLAG_TSYNC(0x1),
    /** Actions other than allow are logged. */
    SECCOMP_FILTER_FLAG_LOG(0x2),
    /** The filter does not switch speculative execution off. */
    SECCOMP_FILTER_FLAG_SPEC_ALLOW(0x4),
    /** The call returns a descriptor that gets notifications. */
    SECCOMP_FILTER_FLAG_NEW_LISTENER(0x8),
    /** A thread that cannot take the filter is an error number, as NEW_LISTENER needs it beside TSYNC (Linux 5.7). */
    SECCOMP_FILTER_FLAG_TSYNC_ESRCH(0x10),
    /** A call waits for its answer until a fatal signal comes, not any (Linux 5.19). */
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV(0x20);

    private final long value;

    SeccompFlag(long value) {
        this.value = value;
    }

    /** The bits, the same on every architecture. */
    public long value() {
        return value;
    }

    @Override
    public long value(Architecture architecture) {
        return value;
    }
}
